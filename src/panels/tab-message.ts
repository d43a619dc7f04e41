import { isText, recordOf } from './message.ts';

/** What panels say to each other about the tab they are in. */
export type TabMessage =
  /** To who holds the tab: write this nonce into your sessionStorage. */
  { readonly kind: 'prove'; readonly nonce: string } | { readonly kind: 'written'; readonly nonce: string };

const VERSION = 1;
/** It becomes part of a storage key. */
const NONCE = /^[\w-]{8,64}$/;

export const encodeTabMessage = (message: TabMessage): object => ({ rc: 'tab', v: VERSION, ...message });

export function decodeTabMessage(data: unknown): TabMessage | undefined {
  const fields = recordOf(data);
  if (fields?.['rc'] !== 'tab' || fields['v'] !== VERSION) return undefined;
  const { kind, nonce } = fields;
  if (kind !== 'prove' && kind !== 'written') return undefined;
  return isText(nonce) && NONCE.test(nonce) ? { kind, nonce } : undefined;
}
