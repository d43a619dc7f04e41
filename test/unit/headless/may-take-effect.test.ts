import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileJournal } from '../../../src/headless/home/file-journal.ts';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { answer, callOf, QUEUE, scripted } from '../../support/queue-run.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const CALL = 'call-1';
const ASKED_AT = Date.UTC(2026, 0, 6);
/** Sent again for 10 s, and each of them may take effect for 30 s. */
const STANDS_MS = 40_000;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'may-take-effect-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

let counter = 0;
const open = (wall = ASKED_AT, rotateBytes?: number) =>
  createFileJournal({
    home,
    ids: { next: () => `chain-${(counter += 1)}` },
    log: { note: () => {} },
    wall: () => wall,
    ...(rotateBytes !== undefined && { rotateBytes }),
  });

const until = (
  { mayTakeEffect }: ReturnType<typeof open>,
  conversationId: string,
  target: 'policy' | 'snippet',
  orderedAt = Infinity,
) => mayTakeEffect.until(conversationId, target, orderedAt);

const { userId: _user, ...base } = makeFacts();
const resume = (more: Partial<AuditFacts> = {}): AuditFacts => ({
  ...base,
  id: `id-${(counter += 1)}`,
  wishId: 'wish-1',
  at: new Date(ASKED_AT).toISOString(),
  actor: 'client',
  conversationId: CALL,
  action: 'resume',
  target: 'policy',
  phase: 'requested',
  ...more,
});

describe('a resume that another process of the home has asked for', () => {
  it('may take effect for 40 s', async () => {
    await open().append(resume());
    expect(until(open(ASKED_AT + 1_000), CALL, 'policy')).toBe(ASKED_AT + STANDS_MS);
    expect(until(open(ASKED_AT + STANDS_MS), CALL, 'policy')).toBeUndefined();
  });

  it('says nothing of another call, nor of another recorder', async () => {
    await open().append(resume());
    expect(until(open(), 'call-2', 'policy')).toBeUndefined();
    expect(until(open(), CALL, 'snippet')).toBeUndefined();
  });

  it.each<[string, Partial<AuditFacts>, boolean]>([
    ['was confirmed', { phase: 'confirmed' }, false],
    ['was confirmed while a sending had no answer', { phase: 'confirmed', failure: 'REC-OUTCOME' }, true],
    ['was refused', { phase: 'failed', failure: 'REC-403' }, false],
    ['got no answer in time', { phase: 'failed', failure: 'REC-TIMEOUT' }, true],
    ['got an outage for an answer', { phase: 'failed', failure: 'REC-500' }, true],
    ['nobody saw', { phase: 'unconfirmed' }, true],
  ])('%s', async (_what, ending, may) => {
    const reader = open();
    const writer = open();
    await writer.append(resume());
    expect(until(reader, CALL, 'policy')).toBeDefined();
    await writer.append(resume(ending));
    for (const one of [reader, open()]) expect(until(one, CALL, 'policy') !== undefined).toBe(may);
  });

  it('is not over because a pause came after it', async () => {
    await open().append(resume());
    await open().append(resume({ action: 'pause', wishId: 'wish-2' }));
    await open().append(resume({ action: 'pause', wishId: 'wish-2', phase: 'confirmed' }));
    expect(until(open(), CALL, 'policy')).toBeDefined();
  });

  it('is known while only its intent line stands', () => {
    open().intent(resume());
    expect(until(open(), CALL, 'policy')).toBeDefined();
  });

  it('is known to its own process where the disk refuses everything', () => {
    home = join(home, 'a-file');
    writeFileSync(home, '');
    const journal = open();
    journal.intent(resume());
    expect(until(journal, CALL, 'policy')).toBeDefined();
  });

  it('is found among much else that was written since, also in a file that was closed meanwhile', async () => {
    const reader = open();
    expect(until(reader, CALL, 'policy')).toBeUndefined();
    const others = (n: number) =>
      Promise.all(
        Array.from({ length: n }, (_, i) =>
          resume({ conversationId: `other-${i}`, wishId: `other-${i}`, action: 'pause' }),
        ).map(writer.append),
      );
    const writer = open(ASKED_AT, 20_000);
    await others(300);
    expect(until(reader, CALL, 'policy')).toBeUndefined();
    await writer.append(resume());
    await others(300);
    expect(writer.files.closed().length).toBeGreaterThan(0);
    expect(until(reader, CALL, 'policy')).toBeDefined();
    expect(until(open(), CALL, 'policy')).toBeDefined();
  });

  it('keeps nobody waiting for a log or for lines that cannot be read', () => {
    mkdirSync(join(home, 'audit.jsonl'));
    mkdirSync(join(home, 'intents', 'x.json'), { recursive: true });
    expect(until(open(), CALL, 'policy')).toBeUndefined();
  });
});

it('a resume that another order in this process is about to send may take effect', () => {
  const { mayTakeEffect, intent } = open(ASKED_AT + 5_000);
  const isOver = mayTakeEffect.ordering(CALL, 'policy', ASKED_AT + 5_000);
  const [earlier, later] = [ASKED_AT + 1_000, ASKED_AT + 9_000];
  expect(mayTakeEffect.until(CALL, 'policy', later)).toBe(ASKED_AT + 5_000 + STANDS_MS);
  expect(mayTakeEffect.until(CALL, 'policy', earlier)).toBeUndefined();
  // It has sent nothing yet, and may send nothing at all.
  expect(mayTakeEffect.isOvertaken(CALL, 'policy', earlier)).toBe('no');
  // It asks long after its order began.
  intent(resume({ at: new Date(ASKED_AT + 12_000).toISOString() }));
  isOver();
  expect(mayTakeEffect.until(CALL, 'policy', later)).toBeDefined();
  expect(mayTakeEffect.isOvertaken(CALL, 'policy', earlier)).toBe('perhaps');
  expect(mayTakeEffect.isOvertaken(CALL, 'policy', later)).toBe('no');
});

it('a resume is taken back by a pause that any process asks for later, and by no earlier one', async () => {
  const { mayTakeEffect } = open(ASKED_AT + 5_000);
  const isTakenBack = (orderedAt: number) => mayTakeEffect.isTakenBack(CALL, 'policy', orderedAt);
  expect(isTakenBack(ASKED_AT)).toBe(false);
  open().mayTakeEffect.takesAway(CALL, 'policy', ASKED_AT + 2_000);
  expect(isTakenBack(ASKED_AT)).toBe(true);
  expect(isTakenBack(ASKED_AT + 2_000)).toBe(true);
  expect(isTakenBack(ASKED_AT + 2_001)).toBe(false);
  expect(mayTakeEffect.isTakenBack('call-2', 'policy', ASKED_AT)).toBe(false);
});

it('a pause that is sent once more takes back no resume that was asked for after it', async () => {
  const { mayTakeEffect, append } = open(ASKED_AT + 5_000);
  mayTakeEffect.takesAway(CALL, 'policy', ASKED_AT);
  await append(resume({ action: 'pause', at: new Date(ASKED_AT + 3_000).toISOString() }));
  expect(mayTakeEffect.isTakenBack(CALL, 'policy', ASKED_AT + 1_000)).toBe(false);
});

it('a run of hours still knows that a pause was asked for at its beginning, whatever the disk takes', () => {
  const hours = 3 * 3_600_000;
  open(ASKED_AT).mayTakeEffect.takesAway(CALL, 'policy', ASKED_AT);
  expect(open(ASKED_AT + hours).mayTakeEffect.isTakenBack(CALL, 'policy', ASKED_AT - 1)).toBe(true);
  home = join(home, 'a-file');
  writeFileSync(home, '');
  const { mayTakeEffect } = open(ASKED_AT);
  mayTakeEffect.takesAway(CALL, 'policy', ASKED_AT);
  expect(mayTakeEffect.isTakenBack(CALL, 'policy', ASKED_AT - 1)).toBe(true);
});

describe('what was asked for a day ago', () => {
  const day = 24 * 3_600_000;
  const folder = () => join(home, 'taken-away');
  const old = (n: number) => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    for (let i = 0; i < n; i += 1) {
      writeFileSync(join(folder(), `old-${i}`), '1', { mode: 0o600 });
      utimesSync(join(folder(), `old-${i}`), ASKED_AT / 1_000, ASKED_AT / 1_000);
    }
  };
  const isForgotten = () =>
    vi.waitFor(() => expect(readdirSync(folder())).toEqual([nameOf(CALL)]), { timeout: 30_000 });
  const nameOf = (call: string) => encodeURIComponent(`${call} policy`);

  it('is forgotten, again each hour for as long as the process lives', async () => {
    let wall = Date.now();
    const { mayTakeEffect } = createFileJournal({
      home,
      ids: { next: () => 'x' },
      log: { note() {} },
      wall: () => wall,
    });
    for (let hour = 0; hour < 3; hour += 1) {
      old(5);
      mayTakeEffect.takesAway(CALL, 'policy', wall);
      await isForgotten();
      wall += 3_600_000;
    }
    expect(mayTakeEffect.isTakenBack(CALL, 'policy', wall - 3_600_000)).toBe(true);
    wall += day;
    rmSync(join(folder(), nameOf(CALL)));
    mayTakeEffect.takesAway('call-2', 'policy', wall);
    await new Promise((resolve) => setImmediate(resolve));
    expect(mayTakeEffect.isTakenBack(CALL, 'policy', 0)).toBe(false);
  });

  it('is forgotten bit by bit, so that no pause waits for it', async () => {
    old(400);
    open(Date.now()).mayTakeEffect.takesAway(CALL, 'policy', Date.now());
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(readdirSync(folder()).length).toBeGreaterThan(300);
    }
    await isForgotten();
  });
});

it('a start of a snippet may take effect like a resume', async () => {
  await open().append(resume({ action: 'start', target: 'snippet' }));
  expect(until(open(), CALL, 'snippet')).toBe(ASKED_AT + STANDS_MS);
});

const paused = () => {
  const world = scripted();
  world.call = callOf('paused', { agent: { queue: QUEUE, says: 'paused' } });
  return world;
};
/** What leaves open whether the sending takes effect yet. */
const UNSETTLED: readonly (readonly [string, ApiAnswer])[] = [
  ['no answer in time', { kind: 'timeout' }],
  ['no connection', { kind: 'offline' }],
  ['503', answer(503)],
  ['504', answer(504)],
];
const stands = async (ending: AuditFacts, more: Partial<AuditFacts> = {}) => {
  await open().append(resume(more));
  await open().append(
    resume({ ...more, phase: ending.phase, ...(ending.failure && { failure: ending.failure }) }),
  );
  return until(open(), CALL, more.target === 'snippet' ? 'snippet' : 'policy') !== undefined;
};

it.each(UNSETTLED)(
  'a resume is confirmed with a failure beside it where one of its sendings got: %s',
  async (_what, first) => {
    const world = paused();
    let sent = 0;
    world.command = () => {
      sent += 1;
      if (sent === 1) return first;
      world.call = callOf('active', { agent: { queue: QUEUE, says: 'active' } });
      return answer(200, 'ACTIVE');
    };
    expect(await world.control({ action: 'resume' })).toMatchObject({ outcome: 'confirmed' });
    const ending = world.journal.at(-1)!;
    expect(ending).toMatchObject({ phase: 'confirmed', failure: 'REC-OUTCOME' });
    expect(await stands(ending)).toBe(true);
  },
);

describe.each(UNSETTLED)('a resume of which one sending got: %s', (_what, first) => {
  it.each([
    ['400', () => answer(400)],
    ['401', () => answer(401)],
    ['403', () => answer(403)],
    ['kept back', undefined],
  ])('is not over because the next one is: %s', async (_how, next) => {
    const world = paused();
    world.command = () => {
      world.isTakenBack = next === undefined;
      world.command = next ?? world.command;
      return first;
    };
    const result = await world.control({ action: 'resume' });
    expect(result.outcome).toBe('unconfirmed');
    const ending = world.journal.at(-1)!;
    expect(ending).toMatchObject({ phase: 'failed', failure: 'REC-OUTCOME' });
    expect(await stands(ending)).toBe(true);
  });

  it('stands when all the others got it as well, and its ending says what that was', async () => {
    const world = paused();
    world.command = () => first;
    await world.control({ action: 'resume' });
    const ending = world.journal.at(-1)!;
    expect(ending.failure).toMatch(/^REC-(TIMEOUT|OFFLINE|500)$/);
    expect(await stands(ending)).toBe(true);
  });
});

it('a start of a snippet of which one sending got 504 is not over because the next one is refused', async () => {
  const world = scripted();
  const off = { recorders: { snippetState: 'NONE', adhocState: 'NONE' } };
  world.call = callOf('active', { agent: { queue: QUEUE, says: 'active', ...off } });
  world.command = () => {
    world.command = () => answer(403);
    return answer(504);
  };
  const result = await world.control({ action: 'start', target: 'snippet' });
  expect(result).toMatchObject({ outcome: 'unconfirmed', failure: { kind: 'denied' } });
  const ending = world.journal.at(-1)!;
  expect(ending).toMatchObject({ phase: 'failed', failure: 'REC-OUTCOME' });
  expect(await stands(ending, { action: 'start', target: 'snippet' })).toBe(true);
});

it('a resume that is kept back before its first sending, or refused at once, leaves nothing to take effect', async () => {
  const late = paused();
  late.turnMs = 500;
  const asked = late.control({ action: 'resume' });
  late.isTakenBack = true;
  await asked;
  const refused = paused();
  refused.command = () => answer(403);
  expect(await refused.control({ action: 'resume' })).toMatchObject({ outcome: 'refused' });
  expect(await stands(refused.journal.at(-1)!)).toBe(false);
});

describe('a newer resume of another process', () => {
  const at = new Date(ASKED_AT + 2_000).toISOString();
  const newer = (more: Partial<AuditFacts> = {}) => resume({ wishId: 'newer', at, ...more });

  it.each<[string, Partial<AuditFacts> | undefined, string]>([
    ['may overtake as soon as it is sent', undefined, 'perhaps'],
    ['overtakes when it is confirmed', { phase: 'confirmed' }, 'yes'],
    ['overtakes when nobody saw what it did', { phase: 'unconfirmed' }, 'yes'],
    ['overtakes when it got no answer', { phase: 'failed', failure: 'REC-OUTCOME' }, 'yes'],
    ['overtakes nobody when it is refused', { phase: 'failed', failure: 'REC-403' }, 'no'],
  ])('%s', async (_what, ending, overtaken) => {
    const reader = open(ASKED_AT + 5_000);
    const isOvertaken = (askedAt: number) => reader.mayTakeEffect.isOvertaken(CALL, 'policy', askedAt);
    const writer = open(ASKED_AT + 5_000);
    await writer.append(newer());
    expect(isOvertaken(ASKED_AT + 1_000)).toBe('perhaps');
    if (ending) await writer.append(newer({ ...ending, at: new Date(ASKED_AT + 3_000).toISOString() }));
    expect(isOvertaken(ASKED_AT + 1_000)).toBe(overtaken);
    expect(isOvertaken(ASKED_AT + 2_000)).toBe('no');
  });
});

describe('a resume of another process that waited until it was sent', () => {
  const sentAt = ASKED_AT + 5_000;
  const sent = () => resume({ at: new Date(sentAt).toISOString() });

  it.each([
    ['while only its intent line stands', () => {}],
    ['once it is in the log', (writer: ReturnType<typeof open>, facts: AuditFacts) => writer.append(facts)],
  ])('is as old as when it was asked for: %s', async (_when, then) => {
    const writer = open(sentAt);
    writer.mayTakeEffect.ordering(CALL, 'policy', ASKED_AT);
    const facts = sent();
    writer.intent(facts);
    await then(writer, facts);
    const { mayTakeEffect } = open(sentAt + 1_000);
    expect(mayTakeEffect.isOvertaken(CALL, 'policy', ASKED_AT + 1_000)).toBe('no');
    expect(mayTakeEffect.until(CALL, 'policy', ASKED_AT + 1_000)).toBe(sentAt + STANDS_MS);
    expect(mayTakeEffect.isOvertaken(CALL, 'policy', ASKED_AT - 1_000)).toBe('perhaps');
  });

  it('is as old as its line where nothing says when it was asked for', async () => {
    await open(sentAt).append(sent());
    const { mayTakeEffect } = open(sentAt + 1_000);
    expect(mayTakeEffect.isOvertaken(CALL, 'policy', ASKED_AT + 1_000)).toBe('perhaps');
  });
});

describe('a resume by a clock that runs ahead, or ran ahead before it was set back', () => {
  const AHEAD = 3_600_000;
  const ahead = () => resume({ at: new Date(ASKED_AT + AHEAD).toISOString() });
  const NOW = ASKED_AT + 5_000;

  it('is older than the pause that finds it, and may take effect for 40 s', async () => {
    await open(ASKED_AT + AHEAD).append(ahead());
    const { mayTakeEffect } = open(NOW);
    mayTakeEffect.takesAway(CALL, 'policy', NOW - 1);
    expect(mayTakeEffect.until(CALL, 'policy', NOW - 1)).toBe(NOW + STANDS_MS);
    expect(mayTakeEffect.isOvertaken(CALL, 'policy', NOW - 1)).toBe('no');
    let wall = NOW;
    const later = createFileJournal({ home, ids: { next: () => 'x' }, log: { note() {} }, wall: () => wall });
    expect(until(later, CALL, 'policy')).toBe(NOW + STANDS_MS);
    wall = NOW + STANDS_MS;
    expect(until(later, CALL, 'policy')).toBeUndefined();
  });

  it('is newer than a pause that has found nothing of it', async () => {
    const { mayTakeEffect } = open(NOW);
    mayTakeEffect.takesAway(CALL, 'policy', NOW - 1);
    await open(ASKED_AT + AHEAD).append(ahead());
    expect(mayTakeEffect.isOvertaken(CALL, 'policy', NOW - 1)).toBe('perhaps');
    expect(mayTakeEffect.until(CALL, 'policy', NOW - 1)).toBeUndefined();
  });

  it('is older also when it waits in the same process', () => {
    let wall = ASKED_AT + AHEAD;
    const { mayTakeEffect } = createFileJournal({
      home,
      ids: { next: () => 'x' },
      log: { note() {} },
      wall: () => wall,
    });
    mayTakeEffect.ordering(CALL, 'policy', wall);
    wall = NOW;
    mayTakeEffect.takesAway(CALL, 'policy', NOW);
    expect(mayTakeEffect.until(CALL, 'policy', NOW)).toBe(NOW + STANDS_MS);
    expect(mayTakeEffect.isTakenBack(CALL, 'policy', ASKED_AT + AHEAD)).toBe(true);
  });
});

describe('a mark of a time to come', () => {
  const AHEAD = 3_600_000;
  const file = () => join(home, 'taken-away', encodeURIComponent(`${CALL} policy`));
  function mark(at: number, writtenAt: number) {
    open(at).mayTakeEffect.takesAway(CALL, 'policy', at);
    utimesSync(file(), writtenAt / 1_000, writtenAt / 1_000);
  }
  const NOW = ASKED_AT + 5_000;
  const isTakenBack = (askedAt: number) => open(NOW).mayTakeEffect.isTakenBack(CALL, 'policy', askedAt);

  it('is as old as its file: a resume that was asked for since is free to go', () => {
    mark(NOW + AHEAD, NOW - 2_000);
    expect(isTakenBack(NOW - 3_000)).toBe(true);
    expect(isTakenBack(NOW - 1_000)).toBe(false);
  });

  it('takes nothing back when the clock was set back since, unless by less than a minute', () => {
    mark(NOW + AHEAD, NOW + AHEAD);
    expect(isTakenBack(NOW - 3_000)).toBe(false);
    // Of an order that waits since before the clock was set back both are known by one clock.
    expect(isTakenBack(NOW + AHEAD - 1)).toBe(true);
    expect(isTakenBack(NOW + AHEAD + 1)).toBe(false);
    mark(NOW + 5_000, NOW + 5_000);
    expect(isTakenBack(NOW - 3_000)).toBe(true);
  });

  it('hides no pause that is asked for after it', () => {
    mark(NOW + AHEAD, NOW - 3_600_000);
    open(NOW).mayTakeEffect.takesAway(CALL, 'policy', NOW - 1_000);
    expect(isTakenBack(NOW - 2_000)).toBe(true);
    expect(isTakenBack(NOW)).toBe(false);
  });

  it('is no older afterwards because an older run comes to its call', () => {
    mark(NOW + AHEAD, NOW - 1_000);
    open(NOW).mayTakeEffect.takesAway(CALL, 'policy', NOW - 60_000);
    expect(isTakenBack(NOW - 2_000)).toBe(true);
  });

  it('hides no pause of the same process either', () => {
    let wall = NOW + AHEAD;
    const { mayTakeEffect } = createFileJournal({
      home,
      ids: { next: () => 'x' },
      log: { note() {} },
      wall: () => wall,
    });
    mayTakeEffect.takesAway(CALL, 'policy', wall);
    wall = NOW;
    mayTakeEffect.takesAway(CALL, 'policy', NOW - 1_000);
    expect(mayTakeEffect.isTakenBack(CALL, 'policy', NOW - 2_000)).toBe(true);
    expect(mayTakeEffect.isTakenBack(CALL, 'policy', NOW)).toBe(false);
  });
});
