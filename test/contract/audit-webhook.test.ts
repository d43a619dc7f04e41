import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookDelivery, WebhookFault } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { linesIn } from '../../src/headless/home/log-lines.ts';
import { headsIn } from '../../src/outbox/anchors.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import { journalConnection } from '../../src/outbox/database.ts';
import { createJournal } from '../../src/outbox/journal.ts';
import { createSender, type Sender } from '../../src/outbox/sender.ts';
import { openSent } from '../../src/outbox/sent.ts';
import { createDeliver } from '../../src/outbox/webhook.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { counterIds, memoryStorage, silentLog } from '../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { freshDatabase } from '../support/fake-database.ts';
import { proveEntries } from '../support/prove-entries.ts';

let sandbox: Sandbox;
let clock: FakeClock;
const senders: Sender[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  for (const sender of senders.splice(0)) sender.stop();
  freshDatabase();
  clock = fakeClock(Date.now());
  await sandbox.control.reset();
});

const at = (path: string) => `${sandbox.platformUrl}/_sandbox/${path}`;
const url = () => at('webhook');
const deliveries = async () => (await (await fetch(at('webhooks'))).json()) as WebhookDelivery[];
const spoil = (fault: WebhookFault) =>
  fetch(at('webhook-fault'), { method: 'POST', body: JSON.stringify(fault) });

const entry = seal(makeFacts({ id: 'id-1' }), emptyChain('chain-1'));
const deliver = () => createDeliver(url(), { fetch, clock })(entry, entry);
const inSeconds = (seconds: number) => new Date(clock.wall() + seconds * 1_000).toUTCString();

describe('the delivery of an audit entry', () => {
  it('posts it as an export has it, under its id and with the head of its chain', async () => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ key: 'id-1', accepted: true });
    expect(delivery!.headers['content-type']).toBe('application/json');
    expect(headsIn(delivery!.headers['x-recording-control-audit-head']!)).toEqual([
      { chain: 'chain-1', seq: 1, hash: entry.hash },
    ]);
    expect(JSON.parse(delivery!.body)).toEqual(entry);
    expect(proveEntries(linesIn([delivery!.body]))).toMatchObject({ ok: true, entries: 1 });
  });

  it.each<[string, WebhookFault, object]>([
    [
      '429 with seconds',
      { status: 429, retryAfter: '7' },
      { kind: 'later', status: 429, retryAfterMs: 7_000 },
    ],
    ['500', { status: 500 }, { kind: 'later', status: 500 }],
    ['408', { status: 408 }, { kind: 'later', status: 408 }],
    ['425', { status: 425 }, { kind: 'later', status: 425 }],
    ['a redirect', { status: 302 }, { kind: 'later', status: 302 }],
    ['a connection that drops', { instead: 'drop' }, { kind: 'later' }],
    ['an answer that is lost', { status: 0 }, { kind: 'later' }],
    ['400', { status: 400 }, { kind: 'refused', status: 400 }],
    ['401', { status: 401 }, { kind: 'refused', status: 401 }],
    ['413', { status: 413 }, { kind: 'refused', status: 413 }],
    ['409: it has that one', { status: 409 }, { kind: 'accepted' }],
  ])('takes %s for what it is', async (_what, fault, delivery) => {
    await spoil(fault);
    expect(await deliver()).toEqual(delivery);
  });

  it('waits until the date that a Retry-After names', async () => {
    await spoil({ status: 503, retryAfter: inSeconds(90) });
    const delivery = await deliver();
    expect(delivery).toMatchObject({ kind: 'later', status: 503 });
    const { retryAfterMs = 0 } = delivery as { retryAfterMs?: number };
    expect(retryAfterMs).toBeGreaterThan(80_000);
    expect(retryAfterMs).toBeLessThanOrEqual(91_000);
  });

  it('gives up on an answer that never comes', async () => {
    await spoil({ instead: 'hang' });
    const delivery = deliver();
    await expect.poll(async () => (await deliveries()).length).toBe(1);
    await clock.pass(10_000);
    expect(await delivery).toEqual({ kind: 'later' });
  });
});

describe('a panel that sends its journal', () => {
  let underWay = 0;
  const countedFetch: typeof fetch = async (...request) => {
    underWay += 1;
    try {
      return await fetch(...request);
    } finally {
      underWay -= 1;
    }
  };
  function panel() {
    const sender = createSender({
      url: url(),
      journal: journalConnection(silentLog),
      sent: openSent(silentLog),
      deliver: createDeliver(url(), { fetch: countedFetch, clock }),
      oneAtATime: (run) => run(),
      clock,
      random: Math.random,
      log: silentLog,
    });
    senders.push(sender);
    const journal = createJournal({
      ids: counterIds('chain'),
      clock,
      log: silentLog,
      storage: memoryStorage,
      appended: () => sender.nudge(),
    });
    return { ...sender, write: (id: string) => journal.append(makeFacts({ id })) };
  }
  /** What the receiver took, without what was sent once more because its answer was lost. */
  const taken = async () => (await deliveries()).filter((one) => one.accepted && !one.repeated);
  /**
   * Time passes for the panel until everything is settled. It stands still while a request is under way: the network is a
   * real one, and a slow machine would otherwise run into the panel's time limit and meet the next fault with the same entry.
   */
  async function untilNothingWaits({ standing }: Sender) {
    await expect
      .poll(
        async () => {
          if (underWay === 0) await clock.pass(10_000);
          return (await standing()).waiting;
        },
        { timeout: 60_000, interval: 20 },
      )
      .toBe(0);
  }

  it('brings every entry to its receiver once, by its key and in order, whatever goes wrong on the way', async () => {
    await spoil({ status: 429, retryAfter: '2' });
    await spoil({ status: 200 });
    await spoil({ status: 0 });
    await spoil({ instead: 'drop' });
    await spoil({ status: 500, times: 2 });
    const one = panel();
    const ids = Array.from({ length: 12 }, (_, index) => `id-${index}`);
    for (const id of ids) await one.write(id);
    await untilNothingWaits(one);
    const all = await taken();
    expect(all.map(({ key }) => key)).toEqual(ids);
    const text = all.map(({ body }) => `${body}\n`).join('');
    expect(proveEntries(linesIn([text]))).toMatchObject({ ok: true, entries: 12, head: { seq: 12 } });
  });

  it('goes on behind an entry that is refused, and says how many are', async () => {
    await spoil({ status: 200 });
    await spoil({ status: 422 });
    const one = panel();
    for (const id of ['a', 'b', 'c']) await one.write(id);
    await untilNothingWaits(one);
    expect((await taken()).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(await one.standing()).toEqual({ waiting: 0, refused: 1 });
  });
});
