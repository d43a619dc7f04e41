// A receiver of archive webhooks in plain Node: checks the signature, refuses what it has seen, and keeps one webhook per key.
// Run: RECORDING_CONTROL_WEBHOOK_SECRET=… PORT=8099 HEADS=heads.txt node archive-receiver.mjs
// Into HEADS it writes down where the sender's audit log ended: `recording-control audit verify --heads heads.txt` proves the log by it.
// It listens on this machine only: put your HTTPS server in front of it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** A signature older than this may be somebody's recording of an earlier request. */
const MAX_AGE_SECONDS = 300;
/** A webhook is a few kB. */
const MAX_BODY_BYTES = 100_000;
const REQUEST_MS = 10_000;

/** Header `t=<seconds>,v1=<hex>`: HMAC-SHA-256 over `<seconds>.<body>`, with the body as it came, before any parsing. */
export function isSignedBy(secret, header, body, nowSeconds = Date.now() / 1000) {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (hex === undefined || Math.abs(nowSeconds - Number(seconds)) > MAX_AGE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'));
}

/** Remembers signatures for as long as they are fresh enough to be sent again by somebody who heard them. */
function createReplayGuard() {
  const usedAt = new Map();
  return (signature) => {
    const now = Date.now();
    for (const [old, at] of usedAt) if (now - at > 2 * MAX_AGE_SECONDS * 1000) usedAt.delete(old);
    const isReplay = usedAt.has(signature);
    usedAt.set(signature, now);
    return isReplay;
  };
}

/** The whole body, or nothing when it is longer than any webhook. */
async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function objectIn(body) {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

/** `keep` is called once per key, with the webhook and the head of the sender's audit log; replace the Set by a table with a unique column to survive a restart. */
export function createReceiver(secret, keep) {
  const kept = new Set();
  /** What is being kept, by key: how that ends is the answer to a repetition as well. */
  const underWay = new Map();
  const isReplay = createReplayGuard();

  async function judge(request) {
    if (request.method !== 'POST') return 405;
    const body = await bodyOf(request);
    if (body === undefined) return 413;
    const signature = request.headers['x-recording-control-signature'];
    if (!isSignedBy(secret, signature, body)) return 401;
    // A header is not signed. The key counts as it stands in the body, which is.
    const webhook = objectIn(body);
    if (typeof webhook.id !== 'string' || webhook.id !== request.headers['idempotency-key']) return 401;
    if (isReplay(signature)) return 401;
    const earlier = underWay.get(webhook.id);
    if (earlier) await earlier;
    // 409 and 2xx both say: do not send this one again. Neither is said before it is kept.
    if (kept.has(webhook.id)) return 409;
    const head = request.headers['x-recording-control-audit-head'];
    const keeping = Promise.resolve(webhook).then((one) => keep(one, head));
    underWay.set(webhook.id, keeping);
    try {
      await keeping;
      kept.add(webhook.id);
    } finally {
      underWay.delete(webhook.id);
    }
    return 204;
  }

  const server = createServer((request, response) => {
    judge(request).then(
      // What is left of a body that is too long is not read.
      (status) => response.writeHead(status, { connection: 'close' }).end(() => request.destroy()),
      // Not kept: it must come again.
      () => response.writeHead(503, { connection: 'close' }).end(),
    );
  });
  server.requestTimeout = REQUEST_MS;
  return server;
}

/** One address gets all kinds of webhooks: what a later build sends is kept, and not refused. */
export function sentenceOf(webhook) {
  const { event, id, conversationId, recording, incident } = webhook;
  if (event === 'incident.opened')
    return `${conversationId}  LOOK AT THIS: incident ${id}  ${incident?.code} of the pause from ${incident?.from}`;
  if (event === 'recording.available')
    return `${conversationId}  ${recording?.id}  ${recording?.media} ${recording?.fileState}`;
  return `${conversationId}  ${event} ${id}`;
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const secret = process.env.RECORDING_CONTROL_WEBHOOK_SECRET;
  if (!secret) throw new Error('The environment variable RECORDING_CONTROL_WEBHOOK_SECRET is missing.');
  const { PORT, HEADS } = process.env;
  const port = Number(PORT ?? 8099);
  createReceiver(secret, (webhook, head) => {
    console.log(sentenceOf(webhook));
    if (HEADS && head) appendFileSync(HEADS, `${head}\n`);
  }).listen(port, '127.0.0.1', () => console.log(`Waiting for webhooks on http://127.0.0.1:${port}.`));
}
