import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../app/ports.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { canonicalJson, sha256Hex } from '../../outbox/chain.ts';
import { decodeEntry } from '../home/decode-entry.ts';
import type { Handler } from '../http/local-server.ts';
import { textIn } from '../http/text-in.ts';
import { DatabaseAway } from '../store/database.ts';

export interface EntriesDeps {
  /** Of the app: nobody else's page may send anything here. */
  readonly origin: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Resolves once what it tells is stored. */
  take(entry: AuditEntry): Promise<void>;
}

const ENTRIES_PATH = '/v1/entries';

/** An entry is about 1 kB. */
const MAX_BODY_BYTES = 16_000;
/** Entries of all panels: that of a large contact centre, and so many at once after an outage. */
const PER_SECOND = 50;
const AT_ONCE = 500;
const HEADERS = 'content-type, idempotency-key, x-recording-control-audit-head';

/**
 * Takes audit entries of panels (`audit.webhook.url`). Nothing proves who sends them: what they tell is a claim, and the answer tells
 * nobody whether the call is known. False: the request is about something else.
 */
export function createEntriesRoute({ origin, clock, take }: EntriesDeps): Handler {
  let room = AT_ONCE;
  let countedAt = clock.now();

  function isRoom(): boolean {
    const now = clock.now();
    room = Math.min(AT_ONCE, room + ((now - countedAt) / 1_000) * PER_SECOND);
    countedAt = now;
    if (room < 1) return false;
    room -= 1;
    return true;
  }

  async function statusOf(request: IncomingMessage): Promise<number> {
    if (request.headers.origin !== origin) return 403;
    if (request.method === 'OPTIONS') return 204;
    if (request.method !== 'POST') return 405;
    if (!isRoom()) return 429;
    if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? '')) return 415;
    const text = await textIn(request, MAX_BODY_BYTES);
    if (text === undefined) return 413;
    const entry = decodeEntry(text);
    if (!entry || request.headers['idempotency-key'] !== entry.id || !isWhole(entry)) return 400;
    await take(entry);
    return 202;
  }

  function send(request: IncomingMessage, response: ServerResponse, status: number): void {
    const isOurs = request.headers.origin === origin;
    response
      .writeHead(status, {
        vary: 'Origin',
        'cache-control': 'no-store',
        ...(isOurs && { 'access-control-allow-origin': origin }),
        ...(status === 204 && {
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': HEADERS,
          'access-control-max-age': '600',
        }),
        ...(status === 429 && { 'retry-after': '5', 'access-control-expose-headers': 'retry-after' }),
        // What is left of a body that is too long is not read.
        ...(status === 413 && { connection: 'close' }),
      })
      .end();
  }

  return (request, response) => {
    if ((request.url ?? '').split('?')[0] !== ENTRIES_PATH) return false;
    statusOf(request).then(
      (status) => send(request, response, status),
      (error: unknown) => send(request, response, error instanceof DatabaseAway ? 503 : 500),
    );
    return true;
  };
}

/** It is as it was when it was hashed. */
function isWhole({ hash, ...open }: AuditEntry): boolean {
  return sha256Hex(canonicalJson(open)) === hash;
}
