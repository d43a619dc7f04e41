import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proveEntries } from '../../support/prove-entries.ts';
import { linesIn, linesOf } from '../../../src/headless/home/log-lines.ts';
import { createFileJournal } from '../../../src/headless/home/file-journal.ts';
import { selectionOf } from '../../../src/headless/home/selection.ts';
import { clearDead, withLock } from '../../../src/headless/home/lock.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { clearLeftOvers } from '../../../src/headless/home/files.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

let counter = 0;
const facts = (more = {}) => ({ ...makeFacts(), id: `id-${(counter += 1)}`, ...more });
const open = (rotateBytes?: number) =>
  createFileJournal({
    home,
    ids: { next: () => `chain-${(counter += 1)}` },
    log: { note: () => {} },
    wall: () => Date.UTC(2026, 0, 6),
    ...(rotateBytes !== undefined && { rotateBytes }),
  });
const current = () => join(home, 'audit.jsonl');
const text = () => [...open().files.closed(), current()].map((file) => readFileSync(file, 'utf8')).join('');

describe('the journal on disk', () => {
  it('is one chain across processes and restarts', async () => {
    await open().append(facts());
    const [a, b] = [open(), open()];
    await Promise.all([a.append(facts()), b.append(facts()), a.append(facts())]);
    expect(proveEntries(linesIn([text()]))).toMatchObject({ ok: true, entries: 4 });
    expect(
      new Set(
        open()
          .entries()
          .map(({ chain }) => chain),
      ).size,
    ).toBe(1);
  });

  it('appends nothing twice', async () => {
    const journal = open();
    const once = facts();
    await journal.append(once);
    await journal.append(once);
    expect(journal.entries()).toHaveLength(1);
  });

  it('goes on in another file when one is long, in the same chain', async () => {
    const journal = open(600);
    for (let n = 0; n < 6; n += 1) await journal.append(facts());
    expect(journal.files.closed().length).toBeGreaterThan(1);
    expect(proveEntries(linesIn([text()]))).toMatchObject({ ok: true, entries: 6 });
    const last = proveEntries(linesOf({ closed: () => [current()] }));
    expect(last).toMatchObject({ ok: true, begins: { seq: expect.any(Number) } });
  });

  it('reads a closed file once for its metrics, and the open one each time', async () => {
    const journal = open(600);
    for (let n = 0; n < 6; n += 1) await journal.append(facts());
    const read: number[] = [];
    const select = selectionOf(journal.files, (entry) => (read.push(entry.seq) > 0 ? entry : undefined));
    expect(select()).toHaveLength(6);
    const first = read.length;
    await journal.append(facts());
    expect(select()).toHaveLength(7);
    expect(read.length - first).toBeLessThan(6);
  });

  it('keeps half a line that a kill left beside, and goes on', async () => {
    await open().append(facts());
    appendFileSync(join(home, 'audit.jsonl'), '{"v":1,"half":');
    await open().append(facts());
    expect(proveEntries(linesIn([text()]))).toMatchObject({ ok: true, entries: 2 });
    expect(readdirSync(home).some((name) => name.includes('torn'))).toBe(true);
  });

  it('keeps an entry that lost only its newline, and goes on behind it', async () => {
    const journal = open();
    for (let n = 0; n < 2; n += 1) await journal.append(facts());
    const before = text();
    truncateSync(join(home, 'audit.jsonl'), before.length - 1);
    await open().append(facts());
    expect(text().startsWith(before)).toBe(true);
    expect(proveEntries(linesIn([text()]))).toMatchObject({ ok: true, entries: 3 });
    expect(readdirSync(home).filter((name) => name.includes('torn'))).toEqual([]);
  });

  it('keeps half a line also where an earlier one has its name', async () => {
    await open().append(facts());
    const log = join(home, 'audit.jsonl');
    const from = readFileSync(log).length;
    writeFileSync(`${log}.torn-${from}`, 'earlier');
    appendFileSync(log, '{"half":');
    await open().append(facts());
    const kept = readdirSync(home).filter((name) => name.includes('torn'));
    expect(kept.map((name) => readFileSync(join(home, name), 'utf8')).toSorted()).toEqual([
      'earlier',
      '{"half":',
    ]);
  });

  it('turns an intent that a process left behind into requested and unconfirmed', async () => {
    open().intent(facts({ wishId: 'wish-1', phase: 'requested', at: '2026-01-05T09:00:00.000Z' }));
    const journal = open();
    await journal.adoptLeftOvers(10_000);
    expect(journal.entries().map(({ phase, failure }) => [phase, failure])).toEqual([
      ['requested', undefined],
      ['unconfirmed', 'REC-OUTCOME'],
    ]);
    await journal.adoptLeftOvers(10_000);
    expect(journal.entries()).toHaveLength(2);
  });

  it('takes an intent of a time to come for as old as its file', async () => {
    const now = Date.UTC(2026, 0, 6);
    const ahead = facts({
      wishId: 'wish-1',
      phase: 'requested',
      at: new Date(now + 3_600_000).toISOString(),
    });
    open().intent(ahead);
    const writtenAt = (ms: number) =>
      utimesSync(join(home, 'intents', `${ahead.id}.json`), ms / 1_000, ms / 1_000);
    writtenAt(now - 9_000);
    await open().adoptLeftOvers(10_000);
    expect(open().entries()).toHaveLength(0);
    writtenAt(now - 10_000);
    await open().adoptLeftOvers(10_000);
    expect(open().entries()).toHaveLength(2);
  });

  it('goes on after a line that is damaged, which stays for the proof to name', async () => {
    await open().append(facts());
    appendFileSync(join(home, 'audit.jsonl'), 'garbage\n');
    const journal = open();
    expect(await journal.append(facts())).toMatchObject({ ok: true });
    expect(journal.entries().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(proveEntries(linesIn([text()]))).toMatchObject({ ok: false, line: 2, what: 'line' });
  });

  it('keeps nobody waiting while another process holds the lock', async () => {
    const journal = open();
    writeFileSync(join(home, 'audit.lock'), String(process.ppid));
    const order: string[] = [];
    const written = journal.append(facts()).then(() => order.push('written'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('something else');
    rmSync(join(home, 'audit.lock'));
    await written;
    expect(order).toEqual(['something else', 'written']);
  });

  it('says so when the disk refuses', async () => {
    const journal = open();
    rmSync(home, { recursive: true });
    writeFileSync(home, 'no folder');
    expect(await journal.append(facts())).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(journal.trouble).toContain(home);
    rmSync(home);
    expect(await journal.append(facts())).toMatchObject({ ok: true });
    expect(journal.trouble).toBeUndefined();
  });

  it('writes what the disk refused before whatever comes next, and once', async () => {
    const journal = open();
    rmSync(home, { recursive: true });
    writeFileSync(home, 'no folder');
    const [first, second] = [facts(), facts()];
    expect(await journal.append(first)).toMatchObject({ ok: false });
    rmSync(home);
    expect(await journal.append(second)).toMatchObject({ ok: true });
    expect(await journal.append(first)).toMatchObject({ ok: true });
    expect(journal.entries().map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it('writes what the disk refused when it is flushed', async () => {
    const journal = open();
    rmSync(home, { recursive: true });
    writeFileSync(home, 'no folder');
    await journal.append(facts());
    await journal.flush();
    expect(journal.trouble).toContain(home);
    rmSync(home);
    await journal.flush();
    expect(journal.trouble).toBeUndefined();
    expect(journal.entries()).toHaveLength(1);
  });
});

describe('a log of any length', () => {
  it('is read from its end by what goes on with it, also beyond 2 GB', async () => {
    await open().append(facts());
    const entry = text();
    truncateSync(current(), 3e9);
    appendFileSync(current(), `\n${entry}`);
    expect(await open().append(facts())).toEqual({ ok: true, value: undefined });
    expect(open().head()).toMatchObject({ seq: 2 });
    expect(readFileSync(current(), 'utf8').split('\n')).toHaveLength(2);
  });

  it('keeps half a line at its end beside it, and closes one that is longer than any entry', async () => {
    await open().append(facts());
    appendFileSync(current(), 'half');
    await open().append(facts());
    expect(readdirSync(home).filter((name) => name.includes('torn'))).toHaveLength(1);
    appendFileSync(current(), 'x'.repeat(2_000_000));
    await open().append(facts());
    const lines = text().trim().split('\n');
    expect(lines.map((line) => line.length > 1_000_000)).toEqual([false, false, true, false]);
    expect(open().head()).toMatchObject({ seq: 3 });
  });

  it('never loses a closed file to one that has no entry of its own', async () => {
    await open().append(facts());
    const closed = join(home, 'audit-000000000001.jsonl');
    renameSync(current(), closed);
    const before = readFileSync(closed, 'utf8');
    writeFileSync(current(), 'no entry\n'.repeat(100));
    await open(600).append(facts());
    expect(readFileSync(closed, 'utf8')).toBe(before);
    const files = [...open().files.closed(), current()];
    expect(files.map((file) => readFileSync(file, 'utf8').slice(0, 8))).toEqual([
      before.slice(0, 8),
      'no entry',
      before.slice(0, 8),
    ]);
    expect(open().head()).toMatchObject({ seq: 2 });
  });

  it('with a pipe in place of a closed file refuses a line in words, and ends nobody', async () => {
    execFileSync('mkfifo', [join(home, 'audit-000000000001.jsonl')]);
    const journal = open();
    mkdirSync(join(home, 'intents'));
    const left = facts();
    writeFileSync(join(home, 'intents', `${left.id}.json`), JSON.stringify(left));
    expect(await journal.adoptLeftOvers(-Infinity)).toMatchObject({ ok: false });
    expect(await journal.append(facts())).toMatchObject({ ok: false });
    expect(journal.trouble).toMatch(/audit-000000000001\.jsonl is no file/);
  });
});

describe('what a killed process left', () => {
  it.each(['../../precious', 'another'])(
    'names its own file and no other: one with the id %s is put aside',
    async (id) => {
      const folder = join(home, 'a', 'home');
      mkdirSync(join(folder, 'intents'), { recursive: true });
      const precious = join(home, 'a', 'precious.json');
      for (const file of [precious, join(folder, 'intents', 'another.json.tmp')]) writeFileSync(file, 'keep');
      writeFileSync(join(folder, 'intents', 'mine.json'), JSON.stringify(facts({ id })));
      const journal = createFileJournal({
        home: folder,
        ids: { next: () => 'chain' },
        log: { note: () => {} },
        wall: () => Date.UTC(2026, 0, 6),
      });
      expect(await journal.adoptLeftOvers(-Infinity)).toEqual({ ok: true, value: [] });
      expect(journal.entries()).toEqual([]);
      expect(readFileSync(precious, 'utf8')).toBe('keep');
      expect(readdirSync(join(folder, 'intents'))).toContain('mine.json.bad');
    },
  );
});

describe('an intent that is none', () => {
  const intents = () => join(home, 'intents');
  const put = (name: string, at: number) => {
    mkdirSync(intents(), { recursive: true });
    writeFileSync(join(intents(), name), '');
    utimesSync(join(intents(), name), at / 1_000, at / 1_000);
  };
  const NOW = Date.UTC(2026, 0, 6);

  it('stays while it is young: another process may be writing it', async () => {
    put('young.json', NOW - 5_000);
    put('old.json', NOW - 11_000);
    expect(await open().adoptLeftOvers(10_000)).toEqual({ ok: true, value: [] });
    expect(readdirSync(intents()).toSorted()).toEqual(['old.json.bad', 'young.json']);
  });

  it('is put aside beside what was put aside earlier', async () => {
    put('old.json', 0);
    put('old.json.bad', 0);
    await open().adoptLeftOvers(10_000);
    expect(readdirSync(intents()).toSorted()).toEqual(['old.json.bad', 'old.json.bad-2']);
  });
});

it('clears only what it has made itself, of what is temporary', () => {
  const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const ours = ['audit.lock', 'watch.lock', 'watched-until', 'call-1.json'].map(
    (name) => `${name}.${uuid}.tmp`,
  );
  const theirs = [
    'thesis.tmp',
    `thesis.${uuid}.tmp`,
    'call-1.json.tmp',
    `${uuid}.tmp`,
    `a b.json.${uuid}.tmp`,
  ];
  for (const name of [...ours, ...theirs]) {
    writeFileSync(join(home, name), '');
    utimesSync(join(home, name), 1, 1);
  }
  clearLeftOvers(home, Date.now());
  expect(readdirSync(home).toSorted()).toEqual(theirs.toSorted());
});

describe('the lock', () => {
  it('may have a second name for a moment, as when a holder that lives gets it back', async () => {
    writeFileSync(file(), 'living');
    linkSync(file(), `${file()}.x.tmp`);
    setTimeout(() => rmSync(file()), 50);
    expect(await withLock(file(), () => 'done', 10_000)).toBe('done');
  });

  const file = () => join(home, 'a.lock');

  it('is taken from a holder that was watched for long enough, whoever it was', async () => {
    // The id of a living process: in another container it is somebody else's.
    writeFileSync(file(), String(process.pid));
    expect(await withLock(file(), () => 'done', 20)).toBe('done');
    expect(readdirSync(home)).toEqual([]);
  });

  it('is taken from one that was killed before it wrote its token', async () => {
    writeFileSync(file(), '');
    expect(await withLock(file(), () => 'done', 20)).toBe('done');
  });

  it('is not taken from those who follow each other', async () => {
    writeFileSync(file(), 'first');
    const order: string[] = [];
    const waiting = withLock(file(), () => order.push('mine'), 200);
    for (const holder of ['second', 'third', 'fourth']) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push(holder);
      writeFileSync(file(), holder);
    }
    rmSync(file());
    await waiting;
    expect(order).toEqual(['second', 'third', 'fourth', 'mine']);
  });

  it('runs the work anew when another took it before the write', async () => {
    const order: string[] = [];
    await withLock(
      file(),
      (checkHeld) => {
        order.push('read');
        // As if this process had been stopped here, and taken for dead.
        if (order.length === 1) writeFileSync(file(), 'another');
        checkHeld();
        order.push('write');
      },
      20,
    );
    expect(order).toEqual(['read', 'read', 'write']);
    expect(readdirSync(home)).toEqual([]);
  });

  it('goes back to a holder that lives, and to nobody when a third has taken it', async () => {
    writeFileSync(file(), 'living');
    clearDead(file(), 'dead');
    expect(readFileSync(file(), 'utf8')).toBe('living');
    clearDead(file(), 'living');
    expect(readdirSync(home)).toEqual([]);
  });

  it('frees nothing that another took meanwhile', async () => {
    await withLock(file(), () => writeFileSync(file(), 'another'));
    expect(readFileSync(file(), 'utf8')).toBe('another');
  });
});

describe('a proof of the chain', () => {
  it('takes half a line at the end for what it is', async () => {
    await open().append(facts());
    expect(proveEntries(linesIn([`${text()}{"v":1,"ha`]))).toMatchObject({
      ok: true,
      entries: 1,
      torn: true,
    });
  });

  it('has no head without an entry', () => {
    expect(proveEntries([])).toEqual({ ok: true, entries: 0, chains: [] });
  });

  it.each([
    ['altered', (lines: string[]) => lines.with(1, lines[1]!.replace('"pause"', '"resume"')), 2, 'hash'],
    ['missing', (lines: string[]) => lines.toSpliced(1, 1), 2, 'gap'],
    ['out of order', (lines: string[]) => [lines[0]!, lines[2]!, lines[1]!], 2, 'gap'],
    ['no entry', (lines: string[]) => lines.with(2, 'nonsense'), 3, 'line'],
  ] as const)('finds a line that is %s', async (_what, change, line, what) => {
    const journal = open();
    for (let n = 0; n < 3; n += 1) await journal.append(facts());
    const lines = text().trim().split('\n');
    expect(proveEntries(linesIn([change(lines).join('\n')]))).toMatchObject({ ok: false, line, what });
  });
});
