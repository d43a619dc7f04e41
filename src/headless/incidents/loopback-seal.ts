import { createHmac, timingSafeEqual } from 'node:crypto';

/** What both ends of a request over loopback can make who know the token of the home. It tells nobody what that is. */
export const sealOf = (token: string, ...parts: readonly (string | number)[]): string =>
  createHmac('sha256', token).update(JSON.stringify(parts)).digest('hex');

/** In a time that tells nothing of where they differ. */
export function isSealed(seal: string, token: string, ...parts: readonly (string | number)[]): boolean {
  const right = Buffer.from(sealOf(token, ...parts));
  const given = Buffer.from(seal);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Of a request: `<nonce>.<seal>`, which seals method, path and body. */
export const ORDER_HEADER = 'x-recording-control-order';
/** Of its answer: seals the nonce, status and body, so that another program on that port is found out. */
export const ANSWER_HEADER = 'x-recording-control-answer';
