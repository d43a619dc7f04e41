import type { ConversationView } from '../../app/view.ts';
import type { Failure } from '../../domain/failure.ts';

/** What a watch tells while it runs. */
export type WatchEvent =
  | { readonly kind: 'channel'; readonly up: boolean; readonly why?: string }
  | { readonly kind: 'state'; readonly queueId?: string; readonly view: ConversationView }
  | { readonly kind: 'ended'; readonly conversationId: string }
  /** At the start: the platform cannot be asked for the queues now. */
  | { readonly kind: 'waiting'; readonly failure: Failure }
  /** What is written below the home is refused, and why; without `why`: it is written again. */
  | { readonly kind: 'disk'; readonly why?: string }
  /** At the start: what a watch of this home has left is in the database now, and its files are read no more. */
  | {
      readonly kind: 'carried-over';
      readonly calls: number;
      readonly queues: number;
      readonly setAside: number;
      readonly folder: string;
    }
  /** At the start: this process has no address for webhooks, and other workers of its database have one. */
  | { readonly kind: 'webhooks-wait' }
  /** The database cannot be used, and why; without `why`: it can again. */
  | { readonly kind: 'store'; readonly why?: string }
  /** Another watch has taken the home over: this one ends. */
  | { readonly kind: 'home-lost'; readonly home: string }
  /** The client is refused, e.g. because its secret was changed; tried again for ever. */
  | { readonly kind: 'sign-in-refused' }
  /** Nothing is heard of the calls of this queue: Genesys refuses its topic. Asked for again by itself. */
  | {
      readonly kind: 'queue-refused';
      readonly queueId: string;
      readonly permissions: readonly string[];
      readonly reason?: string;
    }
  /** What a call is called that can be none: nothing is asked about it, and nothing is written under it. */
  | { readonly kind: 'no-id'; readonly conversationId: string }
  /** More than one channel takes: these are left out. */
  | { readonly kind: 'too-many-queues'; readonly queueIds: readonly string[]; readonly limit: number }
  /** An earlier watch of this home knew them, and they are not among those of this one: said once. */
  | { readonly kind: 'queues-missing'; readonly queueIds: readonly string[] }
  /** A queue that was refused is heard again. */
  | { readonly kind: 'queue-heard'; readonly queueId: string }
  /** Calls may be missing: analytics cannot be asked for those of a gap. */
  | { readonly kind: 'gap'; readonly queueId: string; readonly code: string };
