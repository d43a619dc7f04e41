import type { Reply, WireRequest } from '../wire.ts';
import { htmlReply } from '../wire.ts';
import { linkPage, plainPage } from './pages.ts';

/** Browsers say what a request is for; other clients are taken for a page of their own. */
export const isFramed = ({ headers }: WireRequest): boolean =>
  headers['sec-fetch-dest'] === 'iframe' || headers['sec-fetch-dest'] === 'frame';

const NO_FRAME = { 'x-frame-options': 'DENY', 'content-security-policy': "frame-ancestors 'none'" };

/** Forbids a page to be framed. A redirect has no page, so that a frame may follow it. */
export function unframed(answer: Reply = framedPage()): Reply {
  if (answer === 'lost' || answer.headers['location'] !== undefined) return answer;
  return { ...answer, headers: { ...answer.headers, ...NO_FRAME } };
}

const framedPage = (): Reply =>
  htmlReply(200, plainPage('Sign in to Genesys Cloud', 'This page cannot be shown in a frame.'));

/** A page of another organisation that cuts itself off from whoever opened it, and then goes on to the answer. */
export function identityProvider({ path, query }: WireRequest): Reply {
  const next = new URLSearchParams(query);
  next.set('sandbox_known', '1');
  return htmlReply(200, linkPage('Identity provider', 'Go on', `${path}?${next.toString()}`), {
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
