import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { linesIn } from '../../../src/headless/home/log-lines.ts';
import { journalConnection } from '../../../src/outbox/database.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { acknowledged, prune, type PruneOptions } from '../../../src/outbox/prune.ts';
import { openSent } from '../../../src/outbox/sent.ts';
import { logLines } from '../../../src/outbox/whole-log.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { proveEntries } from '../../support/prove-entries.ts';

const URL = 'https://archive.example/audit';
const DAY = 86_400_000;
const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * DAY).toISOString();

beforeEach(freshDatabase);

const journal = () =>
  createJournal({ ids: counterIds('chain'), clock: fakeClock(NOW), log: silentLog, storage: memoryStorage });

async function write(...ages: readonly number[]): Promise<void> {
  const { append } = journal();
  for (const [index, age] of ages.entries())
    await append(makeFacts({ id: `id-${index + 1}`, wishId: `wish-${index}`, at: daysAgo(age) }));
}

const pruneWith = (changes: Partial<PruneOptions> = {}) =>
  prune({
    journal: journalConnection(silentLog),
    before: NOW - 30 * DAY,
    upTo: async () => Number.MAX_VALUE,
    ...changes,
  });

const exported = async () => (await logLines('jsonl')).join('');
const proof = async () => proveEntries(linesIn([await exported()]));
const seqs = async () =>
  (await exported())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"checkpoint"'))
    .map((line) => (JSON.parse(line) as { seq: number }).seq);

describe('the retention of the audit log', () => {
  it('takes away what is old, and leaves a checkpoint behind which all verifies', async () => {
    await write(40, 31, 29, 0);
    const before = await logLines('jsonl');
    await pruneWith();
    const after = await logLines('jsonl');
    const { chain, hash } = JSON.parse(before[1]!) as { chain: string; hash: string };
    expect(after[0]).toBe(`{"checkpoint":{"chain":"${chain}","hash":"${hash}","seq":2},"v":1}\n`);
    expect(after.slice(1)).toEqual(before.slice(2));
    expect(await proof()).toMatchObject({
      ok: true,
      entries: 2,
      checkpoint: true,
      begins: { chain, seq: 2, hash },
      head: { seq: 4 },
    });
  });

  it('changes nothing where nothing is old, and where there is nothing', async () => {
    await pruneWith();
    await write(29, 0);
    const before = await exported();
    await pruneWith();
    expect(await exported()).toBe(before);
    expect(await proof()).not.toHaveProperty('checkpoint');
  });

  it('takes away the beginning only: what is old behind something young stays', async () => {
    await write(40, 29, 40, 0);
    await pruneWith();
    expect(await seqs()).toEqual([2, 3, 4]);
  });

  it('goes on with the chain when all of it was taken away', async () => {
    await write(40, 35);
    await pruneWith();
    expect(await proof()).toMatchObject({ ok: true, entries: 0, checkpoint: true, head: { seq: 2 } });
    await journal().append(makeFacts({ id: 'later', at: daysAgo(0) }));
    expect(await seqs()).toEqual([3]);
    expect(await proof()).toMatchObject({ ok: true, entries: 1, head: { seq: 3 } });
  });

  it('goes by the clock of Genesys where an entry has it', async () => {
    const { append } = journal();
    await append(makeFacts({ id: 'a', wishId: 'a', at: daysAgo(400), platformAt: daysAgo(1) }));
    await append(makeFacts({ id: 'b', wishId: 'b', at: daysAgo(0) }));
    await pruneWith();
    expect(await seqs()).toEqual([1, 2]);
  });

  it('takes many away in short transactions, so that no entry waits for long', async () => {
    await write(...Array.from({ length: 450 }, () => 40), 0);
    const database = IDBDatabase.prototype;
    const begin = database.transaction;
    const asked: unknown[] = [];
    database.transaction = function (this: IDBDatabase, ...given: Parameters<IDBDatabase['transaction']>) {
      if (given[1] === 'readwrite') asked.push(given[2]);
      return begin.apply(this, given);
    };
    try {
      await pruneWith();
    } finally {
      database.transaction = begin;
    }
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ durability: 'strict' })));
    expect(await seqs()).toEqual([451]);
  });

  it('leaves the log as it was when the browser refuses half-way', async () => {
    await write(40, 35, 0);
    const before = await exported();
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('Full.', 'QuotaExceededError');
    };
    try {
      await expect(pruneWith()).rejects.toThrow('Full.');
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    await new Promise((resolve) => setTimeout(resolve));
    expect(await exported()).toBe(before);
  });

  it('is not fooled by two panels that take away at once', async () => {
    await write(40, 38, 36, 34, 0);
    await Promise.all([pruneWith(), pruneWith()]);
    expect(await seqs()).toEqual([5]);
    expect(await proof()).toMatchObject({ ok: true, begins: { seq: 4 } });
  });

  describe('with a webhook', () => {
    const sent = () => openSent(silentLog);
    const first = (chain: string) => ({ chain, seq: 0, failures: 0, nextAt: 0 });
    const upTo = (chain: string) => acknowledged(URL, chain, sent());

    it('takes away nothing that it has not got', async () => {
      await write(40, 39, 38, 0);
      await pruneWith({ upTo });
      expect(await seqs()).toEqual([1, 2, 3, 4]);
      await sent().pass(URL, first('chain-1'), { chain: 'chain-1', seq: 2 });
      await pruneWith({ upTo });
      expect(await seqs()).toEqual([3, 4]);
    });

    it('takes away nothing behind an entry that it refuses', async () => {
      await write(40, 39, 38, 0);
      await sent().pass(URL, first('chain-1'), { chain: 'chain-1', seq: 1 });
      await sent().pass(URL, first('chain-1'), { chain: 'chain-1', seq: 2 }, { status: 400, at: 0 });
      await sent().pass(URL, first('chain-1'), { chain: 'chain-1', seq: 3 });
      await pruneWith({ upTo });
      expect(await seqs()).toEqual([2, 3, 4]);
      await sent().clear(URL, 'chain-1', 2);
      await pruneWith({ upTo });
      expect(await seqs()).toEqual([4]);
    });

    it('keeps all for another one, which has nothing yet', async () => {
      await write(40, 0);
      await sent().pass('https://other.example', first('chain-1'), { chain: 'chain-1', seq: 2 });
      await sent().pass(URL, first('chain-0'), { chain: 'chain-0', seq: 9 });
      await pruneWith({ upTo });
      expect(await seqs()).toEqual([1, 2]);
    });
  });

  it('is part of a log that somebody then cuts: the checkpoint has to fit', async () => {
    await write(40, 29, 0);
    await pruneWith();
    const database = await openDB('rc1');
    await database.delete('entries', ['chain-1', 2]);
    database.close();
    expect(await proof()).toMatchObject({ ok: false, line: 2, what: 'gap' });
  });
});
