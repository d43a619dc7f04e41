import type { SiblingNews } from '../app/ports.ts';

/** What a successor needs to join the leader's channel. `connectUri` is a secret: it stays in memory. */
export interface SharedChannel {
  readonly id: string;
  readonly connectUri: string;
}

/** What the panels of one agent in one browser say to each other. */
export type PanelMessage =
  /** Who leads, and is its channel open? `ask` names the question. */
  | { readonly kind: 'hello'; readonly ask: string }
  /**
   * Said by the leader when asked (`to` names the question) and when it changes. `term` names its open channel
   * generation; without one nothing can be heard through it now. `quietMs` is how long ago its last frame came.
   */
  | {
      readonly kind: 'state';
      readonly to?: string;
      readonly term?: string;
      readonly quietMs: number;
      readonly channel?: SharedChannel;
    }
  /** One frame as it came from the platform. */
  | { readonly kind: 'frame'; readonly term: string; readonly text: string }
  /** The leader goes. */
  | { readonly kind: 'bye' }
  /** To the leader: is your channel alive? / this generation delivers nothing, replace it. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'replace'; readonly term: string }
  /** From any panel to all others. */
  | SiblingNews;

/** To be raised whenever an older panel would misunderstand: panels opened before a deploy live on beside newer ones. */
export const VERSION = 2;

export const encode = (message: PanelMessage): object => ({ rc: 'panels', v: VERSION, ...message });

/** Any script of this origin can post here: `undefined` for what is no message, `foreign` for one of another version. */
export function decode(data: unknown): PanelMessage | 'foreign' | undefined {
  const fields = recordOf(data);
  if (fields?.['rc'] !== 'panels') return undefined;
  if (fields['v'] !== VERSION) return 'foreign';
  const { kind, ask, to, term, text, quietMs, conversationId, wishId, isOver, at } = fields;
  switch (kind) {
    case 'hello':
      return isText(ask) ? { kind, ask } : undefined;
    case 'bye':
    case 'probe':
      return { kind };
    case 'frame':
      return isText(term) && isText(text) ? { kind, term, text } : undefined;
    case 'pause-elsewhere':
    case 'paused-elsewhere':
    case 'contrary-elsewhere':
    case 'recorder-elsewhere':
    case 'extended-elsewhere':
      if (!isText(conversationId)) return undefined;
      return { kind, conversationId, ...(typeof at === 'number' && { at }) };
    case 'resume-elsewhere':
      return isText(conversationId) && isText(wishId) && typeof isOver === 'boolean'
        ? { kind, conversationId, wishId, isOver }
        : undefined;
    case 'replace':
      return isText(term) ? { kind, term } : undefined;
    case 'state': {
      if (typeof quietMs !== 'number' || !(quietMs >= 0)) return undefined;
      if (to !== undefined && !isText(to)) return undefined;
      const state = { kind, quietMs, ...(to !== undefined && { to }) } as const;
      if (term === undefined) return state;
      const channel = channelOf(fields['channel']);
      return isText(term) ? { ...state, term, ...(channel && { channel }) } : undefined;
    }
    default:
      return undefined;
  }
}

function channelOf(value: unknown): SharedChannel | undefined {
  const { id, connectUri } = recordOf(value) ?? {};
  return isText(id) && isText(connectUri) ? { id, connectUri } : undefined;
}

export const isText = (value: unknown): value is string => typeof value === 'string';

export const recordOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
