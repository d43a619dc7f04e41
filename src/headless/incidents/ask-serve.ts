import { fetchWhole } from '../../genesys/http/fetch-whole.ts';
import type { Comparison } from './compare-store.ts';
import type { EraseAnswer, IncidentDesk, Listed, StepAnswer } from './incident-desk.ts';
import { ANSWER_HEADER, isSealed, ORDER_HEADER, sealOf } from './loopback-seal.ts';
import type { ServeAddress } from './serve-file.ts';

/** A service that works on many calls answers late. */
const ANSWER_MS = 30_000;
/** It reads a log of years. */
const COMPARE_MS = 900_000;
const MAX_BYTES = 20_000_000;

/** Whoever listens there is not the service that left the address: it has ended, and another program may have its port. */
export class NobodyServes extends Error {}
/** The service is there and does not do it: why, for people. */
export class ServeRefused extends Error {}

/**
 * The desk of the `serve` that holds the home, over loopback. Throws {@link NobodyServes} and {@link ServeRefused}. The token is not sent:
 * whoever has that port shows by its answer that it knows it.
 */
export function askServe({ port, token }: ServeAddress, send: typeof fetch): IncidentDesk {
  async function ask<T>(path: string, order?: object, timeoutMs = ANSWER_MS): Promise<T> {
    const method = order ? 'POST' : 'GET';
    const body = order ? JSON.stringify(order) : '';
    const nonce = crypto.randomUUID();
    const answer = await fetchWhole(
      send,
      `http://127.0.0.1:${port}${path}`,
      {
        method,
        headers: {
          [ORDER_HEADER]: `${nonce}.${sealOf(token, nonce, method, path, body)}`,
          'content-type': 'application/json',
        },
        ...(order && { body }),
        redirect: 'manual',
      },
      { timeoutMs, maxBytes: MAX_BYTES },
    );
    if (answer.kind === 'timeout')
      throw new ServeRefused(
        'The service does not answer. What was asked may have been done: look with `incident list`.',
      );
    if (answer.kind === 'offline') throw new NobodyServes();
    const { status, headers, text = '' } = answer;
    if (!isSealed(headers[ANSWER_HEADER] ?? '', token, nonce, status, text)) throw new NobodyServes();
    const told = objectIn(text);
    if (told === undefined) throw new NobodyServes();
    const { kind, message } = told as { readonly kind?: unknown; readonly message?: unknown };
    if (kind === 'wrong') throw new ServeRefused(String(message));
    if (kind === 'away' || (status !== 200 && kind === undefined))
      throw new ServeRefused(
        'The database of the service does not answer. It is tried again there; ask again in a moment.',
      );
    return told as T;
  }
  return {
    list: (all) => ask<Listed>(`/v1/incidents${all ? '?all=1' : ''}`),
    step: ({ id, ...order }) => ask<StepAnswer>(`/v1/incidents/${id}/steps`, order),
    erase: (order) => ask<EraseAnswer>('/v1/erasures', order),
    compare: (anchored) => ask<Comparison>('/v1/comparisons', { anchored }, COMPARE_MS),
  };
}

function objectIn(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
