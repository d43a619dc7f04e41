import { beforeEach, describe, expect, it } from 'vitest';
import type { Participant } from '../../../src/app/ports.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import { headsIn } from '../../../src/outbox/anchors.ts';
import {
  createAttributeSender,
  type AttributeSender,
  type AttributeSenderOptions,
} from '../../../src/outbox/attribute-sender.ts';
import { attributeValue } from '../../../src/outbox/call-attribute.ts';
import { emptyChain } from '../../../src/outbox/chain.ts';
import { journalConnection } from '../../../src/outbox/database.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { openSent } from '../../../src/outbox/sent.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';

const NOW = Date.parse('2026-01-05T14:02:00.000Z');
const CHAIN = '5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f';
const USER = 'user-ada';
const CALL = 'call-1';
const LEG = 'leg-1';

let clock: FakeClock;
/** What Genesys answers next; afterwards it takes everything. */
let failures: Failure[];
let written: { readonly to: Participant; readonly key: string; readonly value: string }[];
let keys: string[];
let storage: Storage;

beforeEach(() => {
  freshDatabase();
  clock = fakeClock(NOW);
  failures = [];
  written = [];
  keys = [];
  storage = memoryStorage();
});

/** The requests of a fake IndexedDB take turns of the event loop. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 40; turns += 1) await new Promise((resolve) => setTimeout(resolve));
}
async function pass(ms: number): Promise<void> {
  await quiet();
  await clock.pass(ms);
  await quiet();
}

type Panel = AttributeSender & { add(...facts: Partial<AuditFacts>[]): Promise<void> };

let count = 0;
function panel(changes: Partial<AttributeSenderOptions> = {}): Panel {
  const sender = createAttributeSender({
    userId: USER,
    journal: journalConnection(silentLog),
    sent: openSent(silentLog),
    async write(to, attributes) {
      for (const [key, value] of Object.entries(attributes)) written.push({ to, key, value });
      const failure = failures.shift();
      return failure ? failed(failure) : ok(undefined);
    },
    keysOn: () => keys,
    oneAtATime: (run) => run(),
    clock,
    random: () => 1,
    log: silentLog,
    ...changes,
  });
  const journal = createJournal({
    ids: { next: () => CHAIN },
    clock,
    log: silentLog,
    storage: () => storage,
    appended: () => sender.nudge(),
  });
  return {
    ...sender,
    async add(...all) {
      for (const facts of all) {
        await journal.append(ofAda(facts));
        await quiet();
      }
    },
  };
}

const ofAda = (changes: Partial<AuditFacts> = {}): AuditFacts => {
  count += 1;
  return makeFacts({
    id: `id-${count}`,
    wishId: `wish-${count}`,
    at: new Date(clock.wall()).toISOString(),
    platformAt: '2026-01-05T14:02:07.500Z',
    userId: USER,
    conversationId: CALL,
    participantId: LEG,
    phase: 'confirmed',
    ...changes,
  });
};

const seqs = () => written.map(({ key }) => Number(key.split('.').at(-1)));

describe('what an agent has brought about', () => {
  it('is told on the call once, on the agent’s own participant, with the head of the log', async () => {
    const { add, standing } = panel();
    await add({ phase: 'requested', wishId: 'w' }, { phase: 'accepted', wishId: 'w' }, { wishId: 'w' });
    expect(written).toHaveLength(1);
    const [{ to, key, value } = { to: {}, key: '', value: '' }] = written;
    expect(to).toMatchObject({ conversationId: CALL, participantId: LEG });
    expect(key).toBe('rc1.5f0c2d34.3');
    expect(value).toMatch(
      /^1;pause;policy;confirmed;2026-01-05T14:02:07\.500Z;;5f0c2d34-[\w-]+:3:[0-9a-f]{64}$/,
    );
    expect(headsIn(value)).toMatchObject([{ chain: CHAIN, seq: 3 }]);
    expect(await standing()).toEqual({ waiting: 0, refused: 0 });
    await pass(3_600_000);
    expect(written).toHaveLength(1);
  });

  it.each<[string, Partial<AuditFacts>, string]>([
    ['a resume', { action: 'resume' }, '1;resume;policy;confirmed;'],
    ['a snippet', { action: 'start', target: 'snippet' }, '1;start;snippet;confirmed;'],
    ['its end', { action: 'stop', target: 'adhoc' }, '1;stop;adhoc;confirmed;'],
    ['more time', { action: 'extend', phase: 'observed' }, '1;extend;policy;observed;'],
    ['a resume that nobody pressed', { action: 'resume', trigger: 'auto-resume' }, '1;resume;policy;'],
  ])('is %s too', async (_what, facts, value) => {
    await panel().add(facts);
    expect(written.map((one) => one.value.slice(0, value.length))).toEqual([value]);
  });

  it.each<[string, Partial<AuditFacts>]>([
    ['only asked for', { phase: 'requested' }],
    ['only accepted', { phase: 'accepted' }],
    ['not confirmed', { phase: 'unconfirmed' }],
    ['failed', { phase: 'failed' }],
    ['overtaken', { phase: 'superseded' }],
    ['another agent’s', { userId: 'user-ben' }],
    ['a program’s', { actor: 'client' }],
    ['only shown', { action: 'safe-shown', phase: 'observed' }],
    ['a reason', { action: 'reason', phase: 'observed', reason: 'payment' }],
    ['nobody’s', { userId: undefined } as unknown as Partial<AuditFacts>],
    ['on no leg that is known', { participantId: undefined } as unknown as Partial<AuditFacts>],
  ])('is not what is %s', async (_what, facts) => {
    const one = panel();
    await one.add(facts);
    await pass(600_000);
    expect(written).toEqual([]);
    expect(await one.standing()).toEqual({ waiting: 0, refused: 0 });
  });

  it('is told with the reason that was named by then, and with no time that only this computer tells', async () => {
    const { add } = panel();
    failures = [{ kind: 'outage', status: 503 }];
    await add({ wishId: 'w', platformAt: undefined } as unknown as Partial<AuditFacts>);
    await add({ action: 'reason', phase: 'observed', wishId: 'w', reason: 'payment' });
    await pass(5_000);
    expect(written.map(({ value }) => value.split(';').slice(0, 6).join(';'))).toEqual([
      '1;pause;policy;confirmed;;',
      '1;pause;policy;confirmed;;payment',
    ]);
  });

  it('never takes more than 256 characters', () => {
    const facts = ofAda({ action: 'extend', target: 'snippet', reason: 'r'.repeat(32) });
    const head = { ...emptyChain('c'.repeat(64)), seq: 999_999_999_999_999 };
    expect(attributeValue(facts, 'r'.repeat(32), head).length).toBeLessThanOrEqual(256);
  });
});

describe('an attribute', () => {
  it('that stands is never written again', async () => {
    failures = [{ kind: 'timeout' }];
    const { add, standing } = panel();
    await add({});
    expect(seqs()).toEqual([1]);
    // The answer was lost; an event tells that it is there.
    keys = ['rc1.5f0c2d34.1'];
    await pass(600_000);
    expect(seqs()).toEqual([1]);
    expect(await standing()).toEqual({ waiting: 0, refused: 0 });
  });

  it('waits where Genesys does not take it now, in order and in sight, and as long as that asks for', async () => {
    failures = [
      { kind: 'rate-limited', retryAfterMs: 30_000 },
      { kind: 'outage', status: 503 },
      { kind: 'offline' },
    ];
    const one = panel();
    await one.add({}, { action: 'resume' });
    expect(seqs()).toEqual([1]);
    expect(await one.standing()).toMatchObject({
      waiting: 2,
      since: new Date(NOW).toISOString(),
      status: 429,
    });
    await pass(34_000);
    expect(seqs()).toEqual([1]);
    await pass(1_000);
    expect(seqs()).toEqual([1, 1]);
    await pass(10_000);
    expect(seqs()).toEqual([1, 1, 1]);
    await pass(20_000);
    await pass(1_000);
    expect(seqs()).toEqual([1, 1, 1, 1, 2]);
    expect(await one.standing()).toEqual({ waiting: 0, refused: 0 });
  });

  it.each<Failure>([{ kind: 'bad-request' }, { kind: 'denied' }, { kind: 'not-found' }])(
    'that Genesys refuses ($kind) is never sent again, stays in sight, and holds up none behind it',
    async (failure) => {
      failures = [failure];
      const one = panel();
      await one.add({}, { action: 'resume' });
      await pass(7 * 3_600_000);
      expect(seqs()).toEqual([1, 2]);
      expect(await one.standing()).toEqual({ waiting: 0, refused: 1 });
    },
  );

  it('goes out from the page that comes next, and from none that has stopped', async () => {
    failures = [{ kind: 'outage', status: 500 }];
    const one = panel();
    await one.add({});
    one.stop();
    await pass(60_000);
    expect(seqs()).toEqual([1]);
    panel().nudge();
    await quiet();
    expect(seqs()).toEqual([1, 1]);
  });

  it('is one of 20 at most on a call: what is more is left out, in sight, and other calls go on', async () => {
    const one = panel();
    await one.add(...Array.from({ length: 22 }, () => ({})), { conversationId: 'call-2' });
    for (let second = 0; second < 22; second += 1) await pass(1_000);
    expect(written.filter(({ to }) => to.conversationId === CALL)).toHaveLength(20);
    expect(written.filter(({ to }) => to.conversationId === 'call-2')).toHaveLength(1);
    expect(await one.standing()).toEqual({ waiting: 0, refused: 0, leftOut: 2 });
    await one.add({});
    await pass(1_000);
    expect(written).toHaveLength(21);
    expect(await one.standing()).toMatchObject({ leftOut: 3 });
  });

  it('is not written a day later: in sight where it was tried before, and else as if there had been none', async () => {
    failures = [{ kind: 'outage', status: 503 }];
    const one = panel();
    await one.add({});
    one.stop();
    clock.setWall(NOW + 86_400_001);
    const next = panel();
    next.nudge();
    await quiet();
    expect(seqs()).toEqual([1]);
    expect(await next.standing()).toEqual({ waiting: 0, refused: 0, leftOut: 1 });
    await next.add({ at: new Date(NOW).toISOString() }, {});
    expect(seqs()).toEqual([1, 3]);
    expect(await next.standing()).toMatchObject({ waiting: 0, leftOut: 1 });
  });

  it('goes out a second after the one before: a backlog takes no room from a Pause', async () => {
    failures = [{ kind: 'outage', status: 503 }];
    const { add } = panel();
    await add({}, {}, {}, {});
    await pass(5_000);
    expect(seqs()).toEqual([1, 1]);
    await pass(999);
    expect(seqs()).toEqual([1, 1]);
    await pass(1);
    expect(seqs()).toEqual([1, 1, 2]);
  });

  it('goes out no sooner for what is written down meanwhile', async () => {
    const { add } = panel();
    await add({}, {}, {});
    expect(seqs()).toEqual([1]);
    await pass(1_000);
    expect(seqs()).toEqual([1, 2]);
    clock.setWall(NOW - 3_600_000);
    await pass(1_000);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('is not written for calls of before where nothing was ever told: the key has just been set', async () => {
    const { add, stop } = panel();
    stop();
    await add({}, {}, {});
    await pass(60_001);
    await add({});
    panel().nudge();
    await pass(600_000);
    expect(seqs()).toEqual([4]);
  });

  it('goes by the place of its own agent: another one of this browser begins after nobody', async () => {
    const ada = panel();
    await ada.add({}, { userId: 'user-ben' }, {});
    await pass(1_000);
    const ben = panel({ userId: 'user-ben' });
    ben.nudge();
    await quiet();
    expect(seqs()).toEqual([1, 3, 2]);
  });
});
