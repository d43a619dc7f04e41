import { recordOf, isText } from './message.ts';

/** What panels say to each other about sign-in. */
export type TokenMessage =
  /** Of this user, or of whoever is signed in in this tab. */
  | {
      readonly kind: 'wanted';
      readonly id: string;
      readonly userId?: string;
      readonly tab?: string | undefined;
    }
  | {
      readonly kind: 'given';
      readonly id: string;
      readonly token: string;
      readonly expiresAt: number;
      readonly userId: string;
      /** Within a tab: it is settled there that this user is who works at it. */
      readonly settled?: boolean;
    }
  | { readonly kind: 'here'; readonly userId: string; readonly tab?: string }
  /** This user is who works at this tab. */
  | { readonly kind: 'settled'; readonly userId: string; readonly tab: string }
  /** The sign-in of this tab is to be forgotten by every panel of it. */
  | { readonly kind: 'forget'; readonly tab: string }
  /** This panel has the window of a sign-in open, or has it no more. */
  | { readonly kind: 'window'; readonly tab: string; readonly panel: string; readonly open: boolean }
  /** Who has one open says so, and brings it to the front if it is to be shown. */
  | { readonly kind: 'window-wanted'; readonly tab: string; readonly show: boolean };

const VERSION = 1;

export const encodeTokenMessage = (message: TokenMessage): object => ({
  rc: 'tokens',
  v: VERSION,
  ...message,
});

/** Any script of this origin can post here, and panels of other builds do: what does not fit is none. */
export function decodeTokenMessage(data: unknown): TokenMessage | undefined {
  const fields = recordOf(data);
  if (fields?.['rc'] !== 'tokens' || fields['v'] !== VERSION) return undefined;
  const { kind, id, token, expiresAt, userId, tab, settled, panel, open, show } = fields;
  const from = { ...(isText(tab) && { tab }) };
  switch (kind) {
    case 'wanted':
      return isText(id) ? { kind, id, ...from, ...(isText(userId) && { userId }) } : undefined;
    case 'given':
      return isText(id) && isText(token) && token !== '' && Number.isFinite(expiresAt) && isText(userId)
        ? { kind, id, token, expiresAt: Number(expiresAt), userId, ...(settled === true && { settled }) }
        : undefined;
    case 'here':
      return isText(userId) ? { kind, userId, ...from } : undefined;
    case 'settled':
      return isText(userId) && isText(tab) ? { kind, userId, tab } : undefined;
    case 'forget':
      return isText(tab) ? { kind, tab } : undefined;
    case 'window':
      return isText(tab) && isText(panel) ? { kind, tab, panel, open: open === true } : undefined;
    case 'window-wanted':
      return isText(tab) ? { kind, tab, show: show === true } : undefined;
    default:
      return undefined;
  }
}
