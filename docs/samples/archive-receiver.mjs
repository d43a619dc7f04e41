// A receiver of archive webhooks in plain Node: checks the signature, and keeps one webhook per Idempotency-Key.
// Run: RECORDING_CONTROL_WEBHOOK_SECRET=… PORT=8099 node archive-receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** A signature older than this may be somebody's recording of an earlier request. */
const MAX_AGE_SECONDS = 300;

/** Header `t=<seconds>,v1=<hex>`: HMAC-SHA-256 over `<seconds>.<body>`, with the body as it came, before any parsing. */
export function isSignedBy(secret, header, body, nowSeconds = Date.now() / 1000) {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (hex === undefined || Math.abs(nowSeconds - Number(seconds)) > MAX_AGE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'));
}

/** `keep` is called once per key; replace the Set by a table with a unique column to survive a restart. */
export function createReceiver(secret, keep) {
  const seen = new Set();
  return createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (!isSignedBy(secret, request.headers['x-recording-control-signature'], body)) {
        response.writeHead(401).end();
        return;
      }
      const key = request.headers['idempotency-key'];
      if (!seen.has(key)) {
        keep(JSON.parse(body));
        seen.add(key);
      }
      response.writeHead(204).end();
    });
  });
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const secret = process.env.RECORDING_CONTROL_WEBHOOK_SECRET;
  if (!secret) throw new Error('The environment variable RECORDING_CONTROL_WEBHOOK_SECRET is missing.');
  const port = Number(process.env.PORT ?? 8099);
  createReceiver(secret, ({ recording, conversationId }) =>
    console.log(`${conversationId}  ${recording.id}  ${recording.media} ${recording.fileState}`),
  ).listen(port, () => console.log(`Waiting for webhooks on port ${port}.`));
}
