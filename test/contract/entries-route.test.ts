import { afterEach, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { serveLocally, type LocalServer } from '../../src/headless/http/local-server.ts';
import { createEntriesRoute } from '../../src/headless/serve/entries-route.ts';
import { DatabaseAway } from '../../src/headless/store/database.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import { createDeliver } from '../../src/outbox/webhook.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { fakeClock } from '../support/fake-clock.ts';

const APP = 'https://app.example.com';
const entry = seal(makeFacts({ id: 'id-1' }), emptyChain('chain-1'));

let server: LocalServer | undefined;
afterEach(() => server?.close());

async function receiver(take: (entry: AuditEntry) => Promise<void> = async () => {}) {
  const clock = fakeClock();
  const taken: AuditEntry[] = [];
  const route = createEntriesRoute({
    origin: APP,
    clock,
    async take(one) {
      await take(one);
      taken.push(one);
    },
  });
  const begun = await serveLocally(0, {}, route);
  if (begun === 'refused') throw new Error('There is no port.');
  server = begun;
  const url = `http://127.0.0.1:${begun.port}/v1/entries`;
  const ask = (more: RequestInit = {}, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify(entry),
      ...more,
      headers: { origin: APP, 'content-type': 'application/json', 'idempotency-key': entry.id, ...headers },
    });
  return { clock, taken, url, ask };
}

it('takes what a panel delivers, and lets a page of the app ask beforehand', async () => {
  const { clock, taken, url, ask } = await receiver();
  const before = await ask({ method: 'OPTIONS', body: null });
  expect(before.status).toBe(204);
  expect(before.headers.get('access-control-allow-origin')).toBe(APP);
  for (const name of ['content-type', 'idempotency-key', 'x-recording-control-audit-head'])
    expect(before.headers.get('access-control-allow-headers')).toContain(name);
  const fromApp: typeof fetch = (to, init) =>
    fetch(to, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), origin: APP } });
  expect(await createDeliver(url, { fetch: fromApp, clock })(entry, entry)).toEqual({ kind: 'accepted' });
  expect(taken).toEqual([entry]);
});

it.each<[string, number, RequestInit, Record<string, string>]>([
  ['of another page', 403, {}, { origin: 'https://elsewhere.example.com' }],
  ['that another page asks about beforehand', 403, { method: 'OPTIONS', body: null }, { origin: 'null' }],
  ['by another method', 405, { method: 'PUT' }, {}],
  ['of another type', 415, {}, { 'content-type': 'text/plain' }],
  ['that is too long', 413, { body: JSON.stringify({ ...entry, note: 'a'.repeat(20_000) }) }, {}],
  ['that is no entry', 400, { body: '{"v":1}' }, {}],
  ['under another key', 400, {}, { 'idempotency-key': 'id-2' }],
  ['that was altered', 400, { body: JSON.stringify({ ...entry, conversationId: 'another' }) }, {}],
])('refuses an entry %s', async (_what, status, more, headers) => {
  const { taken, ask } = await receiver();
  const answer = await ask(more, headers);
  expect([answer.status, taken]).toEqual([status, []]);
  expect(answer.headers.get('access-control-allow-origin')).toBe(status === 403 ? null : APP);
});

it('takes no more than it can, and says when to come again', async () => {
  const { clock, taken, ask } = await receiver();
  const statuses: number[] = [];
  for (let sent = 0; sent < 510; sent += 1) statuses.push((await ask()).status);
  expect([statuses.indexOf(429), taken.length]).toEqual([500, 500]);
  const full = await ask();
  expect([full.status, full.headers.get('retry-after')]).toEqual([429, '5']);
  await clock.pass(5_000);
  expect((await ask()).status).toBe(202);
});

it('asks for it again where the database is away', async () => {
  const { ask } = await receiver(async () => {
    throw new DatabaseAway('It is restarted.');
  });
  expect((await ask()).status).toBe(503);
});
