import { deleteDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Head } from '../../../src/outbox/chain.ts';
import { journalConnection } from '../../../src/outbox/database.ts';
import type { Delivery } from '../../../src/outbox/delivery.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { createSender, type Sender, type SenderOptions } from '../../../src/outbox/sender.ts';
import { openSent } from '../../../src/outbox/sent.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';

const URL = 'https://archive.example/audit';
const ACCEPTED: Delivery = { kind: 'accepted' };

let clock: FakeClock;
let answers: Delivery[];
/** What was sent, in order: the entry's `seq` and that of the head beside it. */
let sent: (readonly [number, number])[];
let atOnce = 0;
let most = 0;

beforeEach(() => {
  freshDatabase();
  clock = fakeClock(Date.parse('2026-01-05T14:02:00.000Z'));
  answers = [];
  sent = [];
  atOnce = 0;
  most = 0;
});

/** The requests of a fake IndexedDB take turns of the event loop. */
const turn = () => new Promise((resolve) => setTimeout(resolve));
async function quiet(): Promise<void> {
  for (let calm = 0, before = sent.length; calm < 12; calm += 1) {
    await turn();
    if (sent.length !== before) calm = 0;
    before = sent.length;
  }
}
async function pass(ms: number): Promise<void> {
  await quiet();
  await clock.pass(ms);
  await quiet();
}

/** As a browser does that needs room. */
const throwAwaySent = () => deleteDB('rc1.sent');

async function receive(entry: AuditEntry, head: Head): Promise<Delivery> {
  sent.push([entry.seq, head.seq]);
  atOnce += 1;
  most = Math.max(most, atOnce);
  await turn();
  atOnce -= 1;
  return answers.shift() ?? ACCEPTED;
}

function panel(changes: Partial<SenderOptions> = {}): Sender & { write(...ids: string[]): Promise<void> } {
  const sender = createSender({
    url: URL,
    journal: journalConnection(silentLog),
    sent: openSent(silentLog),
    deliver: receive,
    oneAtATime: (run) => run(),
    clock,
    random: () => 1,
    log: silentLog,
    ...changes,
  });
  const journal = createJournal({
    ids: counterIds('chain'),
    clock,
    log: silentLog,
    storage: () => memory,
    appended: () => sender.nudge(),
  });
  return {
    ...sender,
    async write(...ids) {
      for (const id of ids) await journal.append(makeFacts({ id }));
      await quiet();
    },
  };
}
const memory = memoryStorage();

const seqs = () => sent.map(([seq]) => seq);
const later = (more: Omit<Extract<Delivery, { kind: 'later' }>, 'kind'> = {}): Delivery => ({
  kind: 'later',
  ...more,
});

describe('the sender of the audit', () => {
  it('sends each entry once and in order, with the head of the chain', async () => {
    const { write, standing } = panel();
    await write('a', 'b', 'c');
    expect(seqs()).toEqual([1, 2, 3]);
    for (const [seq, head] of sent) expect(head).toBeGreaterThanOrEqual(seq);
    expect(await standing()).toEqual({ waiting: 0, refused: 0 });
    await pass(10 * 60_000);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('sends nothing that the journal has refused', async () => {
    const { write } = panel();
    await write('a');
    const entries = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('Full.', 'QuotaExceededError');
    };
    try {
      await write('b');
    } finally {
      IDBObjectStore.prototype.add = entries;
    }
    await pass(60_000);
    expect(seqs()).toEqual([1]);
  });

  it('has one entry on its way at a time within a page, however often it is nudged', async () => {
    const one = panel();
    await one.write('a');
    for (let times = 0; times < 5; times += 1) one.nudge();
    await one.write('b', 'c');
    one.nudge();
    await pass(60_000);
    expect(most).toBe(1);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('waits longer each time, five minutes at most, and loses nothing', async () => {
    answers = Array.from({ length: 12 }, () => later({ status: 500 }));
    const { write, standing } = panel();
    await write('a', 'b');
    expect(await standing()).toEqual({ waiting: 2, since: makeFacts().at, refused: 0, status: 500 });
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      const before = sent.length;
      await pass(seconds * 1_000 - 1);
      expect(sent).toHaveLength(before);
      await pass(1);
      expect(sent).toHaveLength(before + 1);
    }
    await pass(300_000);
    expect(seqs()).toEqual([...Array.from({ length: 13 }, () => 1), 2]);
    expect(await standing()).toEqual({ waiting: 0, refused: 0 });
  });

  it('waits as long as the receiver asks', async () => {
    answers = [later({ status: 429, retryAfterMs: 90_000 })];
    const { write } = panel();
    await write('a');
    await pass(90_000);
    expect(seqs()).toEqual([1]);
    await pass(1_000);
    expect(seqs()).toEqual([1, 1]);
  });

  it('goes on where the page before was, also in the middle of a wait', async () => {
    answers = [ACCEPTED, later()];
    const first = panel();
    await first.write('a', 'b', 'c');
    first.stop();
    expect(seqs()).toEqual([1, 2]);
    const second = panel();
    second.nudge();
    await quiet();
    expect(seqs()).toEqual([1, 2]);
    await pass(1_000);
    expect(seqs()).toEqual([1, 2, 2, 3]);
  });

  it('finds within a minute what a page wrote that has gone', async () => {
    const survivor = panel();
    survivor.nudge();
    await quiet();
    const gone = panel();
    gone.stop();
    await gone.write('a');
    expect(seqs()).toEqual([]);
    await pass(60_000);
    expect(seqs()).toEqual([1]);
  });

  it('keeps what is refused in sight, and goes on behind it', async () => {
    answers = [ACCEPTED, { kind: 'refused', status: 400 }];
    const { write, standing } = panel();
    await write('a', 'b', 'c');
    expect(seqs()).toEqual([1, 2, 3]);
    expect(await standing()).toEqual({ waiting: 0, refused: 1 });
    await pass(59 * 60_000);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('lets an entry that is never taken keep no other back', async () => {
    const refused: Delivery = { kind: 'refused', status: 422 };
    answers = [refused, refused, refused];
    const { write, standing } = panel();
    await write('a', 'b', 'c');
    sent = [];
    answers = [refused, ACCEPTED, ACCEPTED, refused];
    await pass(3_600_000);
    expect(seqs()).toEqual([1]);
    await pass(3_600_000);
    expect(seqs()).toEqual([1, 2, 3, 1]);
    expect(await standing()).toEqual({ waiting: 0, refused: 1 });
  });

  it('offers what was refused again after an hour, one after the other, until one is refused', async () => {
    answers = [
      { kind: 'refused', status: 404 },
      { kind: 'refused', status: 404 },
      { kind: 'refused', status: 404 },
    ];
    const { write, standing } = panel();
    await write('a', 'b', 'c');
    answers = [ACCEPTED, { kind: 'refused', status: 404 }];
    await pass(61 * 60_000);
    expect(seqs()).toEqual([1, 2, 3, 1, 2]);
    expect(await standing()).toEqual({ waiting: 0, refused: 2 });
    await pass(61 * 60_000);
    expect(seqs()).toEqual([1, 2, 3, 1, 2, 3, 2]);
    expect(await standing()).toEqual({ waiting: 0, refused: 0 });
  });

  it('begins anew for another receiver, from the first entry that is kept', async () => {
    const { write } = panel();
    await write('a', 'b');
    const other = panel({ url: 'https://other.example/audit' });
    other.nudge();
    await quiet();
    expect(seqs()).toEqual([1, 2, 1, 2]);
  });

  it('is not held up by a wait that was written while the clock was ahead', async () => {
    answers = [later()];
    clock.setWall(Date.parse('2027-01-05T14:02:00.000Z'));
    const { write } = panel();
    await write('a');
    clock.setWall(Date.parse('2026-01-05T14:02:00.000Z'));
    await write('b');
    expect(seqs()).toEqual([1, 1, 2]);
  });

  it('offers what was refused again also when it was refused once more while the clock was ahead', async () => {
    clock.setWall(Date.parse('2027-01-05T14:02:00.000Z'));
    answers = [
      { kind: 'refused', status: 404 },
      { kind: 'refused', status: 404 },
    ];
    const { write } = panel();
    await write('a');
    await pass(61 * 60_000);
    expect(seqs()).toEqual([1, 1]);
    clock.setWall(Date.parse('2026-01-05T14:02:00.000Z'));
    await pass(61 * 60_000);
    expect(seqs()).toEqual([1, 1, 1]);
  });

  it('never goes back where another panel has come further', async () => {
    const book = openSent(silentLog);
    const from = { chain: 'chain-1', seq: 0, failures: 0, nextAt: 0 };
    await book.pass(URL, from, { chain: 'chain-1', seq: 5 });
    await book.pass(URL, from, { chain: 'chain-1', seq: 4 }, { status: 400, at: 1 });
    await book.putOff(URL, { chain: 'chain-1', seq: 3, failures: 1, nextAt: 9 });
    expect(await book.placeOf(URL)).toEqual({ chain: 'chain-1', seq: 5, failures: 0, nextAt: 0 });
    expect(await book.refused(URL, 'chain-1')).toEqual([]);
  });

  it('passes over nothing where another panel has begun anew since', async () => {
    const book = openSent(silentLog);
    const first = { chain: 'chain-1', seq: 0, failures: 0, nextAt: 0 };
    await book.pass(URL, first, { chain: 'chain-1', seq: 1 });
    const before = { ...first, seq: 4 };
    await book.pass(URL, before, { chain: 'chain-1', seq: 5 });
    await book.putOff(URL, before);
    expect(await book.placeOf(URL)).toEqual({ ...first, seq: 1 });
  });

  it('offers what was refused again when the browser throws away what was noted in the middle of a step', async () => {
    answers = [{ kind: 'refused', status: 422 }];
    const { write } = panel({
      deliver: async (entry, head) => {
        if (entry.id === 'three' && !sent.some(([seq]) => seq === 3)) await throwAwaySent();
        return receive(entry, head);
      },
    });
    await write('one', 'two', 'three');
    expect(sent.map(([seq]) => seq)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('begins anew after a wait that began in the middle of such a step', async () => {
    const { write } = panel({
      deliver: async (entry, head) => {
        if (entry.id === 'two' && sent.length === 1) {
          await throwAwaySent();
          answers = [{ kind: 'later', retryAfterMs: 0 }];
        }
        return receive(entry, head);
      },
    });
    await write('one', 'two');
    await pass(1_000);
    expect(sent.map(([seq]) => seq)).toEqual([1, 2, 1, 2]);
  });

  it('tries again when the browser has refused its storage, and says so by rejecting', async () => {
    const { write, nudge, standing } = panel();
    await write('a');
    const open = IDBFactory.prototype.open;
    const begin = IDBDatabase.prototype.transaction;
    IDBFactory.prototype.open = IDBDatabase.prototype.transaction = () => {
      throw new DOMException('Denied.', 'SecurityError');
    };
    try {
      nudge();
      await expect(standing()).rejects.toThrow();
      await quiet();
    } finally {
      IDBFactory.prototype.open = open;
      IDBDatabase.prototype.transaction = begin;
    }
    await write('b');
    await pass(60_000);
    expect(seqs()).toEqual([1, 2]);
  });
});
