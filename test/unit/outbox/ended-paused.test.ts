import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { endedMark } from '../../../src/outbox/ended-mark.ts';
import { endedPaused, endedPausedIn } from '../../../src/outbox/ended-paused.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, refusing, silentLog } from '../../support/browser-fakes.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const START = Date.parse('2026-01-05T09:00:00.000Z');
const MINUTE = 60_000;
const { userId = '' } = makeFacts();
const at = (minute: number): string => new Date(START + minute * MINUTE).toISOString();

const told = (minute: number, changes: Partial<AuditFacts>): AuditFacts =>
  makeFacts({ id: `e-${minute}-${changes.action}-${changes.phase}`, at: at(minute), ...changes });
const PAUSED = told(1, { phase: 'confirmed' });
const RESUMED = told(2, { action: 'resume', phase: 'confirmed' });
const ENDED = told(4, { action: 'ended-while-paused', phase: 'observed', trigger: 'platform' });
const OTHER = '1d0c8a4e-0000-4000-8000-00000000000f';

describe('a call of this user that ended while paused', () => {
  const END = START + 4 * MINUTE;

  it.each<[string, readonly AuditFacts[], number, number | undefined]>([
    ['is told after a pause of theirs', [PAUSED, ENDED], 5, END],
    ['is told for half an hour', [PAUSED, ENDED], 33.9, END],
    ['is told no longer then', [PAUSED, ENDED], 34, undefined],
    ['is told where the clock was set back meanwhile', [PAUSED, ENDED], 3, END],
    ['is told where a resume of theirs failed', [PAUSED, { ...RESUMED, phase: 'failed' }, ENDED], 5, END],
    ['is none where nobody of this browser has paused', [ENDED], 5, undefined],
    [
      'is none where the pause was never confirmed',
      [{ ...PAUSED, phase: 'unconfirmed' }, ENDED],
      5,
      undefined,
    ],
    ['is somebody else’s pause after a resume of theirs', [PAUSED, RESUMED, ENDED], 5, undefined],
    ['is none for a snippet', [{ ...PAUSED, target: 'snippet' }, ENDED], 5, undefined],
    ['is none for a pause on another call', [{ ...PAUSED, conversationId: OTHER }, ENDED], 5, undefined],
    ['is another user’s', [PAUSED, { ...ENDED, userId: 'somebody' }], 5, undefined],
    ['is not certain without its end', [PAUSED], 5, undefined],
    ['is not the last one', [PAUSED, ENDED, { ...PAUSED, conversationId: OTHER }], 5, undefined],
    [
      'is still the last one of another user’s next call',
      [PAUSED, ENDED, { ...PAUSED, userId: 'x' }],
      5,
      END,
    ],
    ['is told of the second panel that saw it as well', [PAUSED, ENDED, { ...ENDED, id: 'e-5' }], 5, END],
  ])('%s', (_, facts, minute, expected) => {
    const found = endedPausedIn(facts, { userId, wall: START + minute * MINUTE });
    expect(found && Date.parse(found.at)).toBe(expected);
  });
});

describe('that a call ended while paused', () => {
  const clock = fakeClock(START + 4 * MINUTE);
  let lines = memoryStorage();
  beforeEach(() => {
    freshDatabase();
    lines = memoryStorage();
  });
  const journal = (storage: () => Storage = () => lines) =>
    createJournal({ ids: counterIds('chain'), clock, log: silentLog, storage });

  it('is marked with its entry, found in the log, and read once the mark of that call is gone', async () => {
    const mark = endedMark(() => lines);
    const one = journal();
    await one.append(PAUSED);
    expect(mark.get()).toBeNull();
    await one.append(ENDED);
    one.close();
    expect(mark.get()).toBe(ENDED.conversationId);
    expect(await endedPaused({ userId, wall: clock.wall() }, silentLog)).toMatchObject({ id: ENDED.id });
    mark.clear(OTHER);
    expect(mark.get()).toBe(ENDED.conversationId);
    mark.clear(ENDED.conversationId);
    expect(mark.get()).toBeNull();
  });

  it('is not marked where storage refuses, and the entry is written all the same', async () => {
    const one = journal(refusing);
    expect(await one.append(ENDED)).toEqual({ ok: true, value: undefined });
    one.close();
    const mark = endedMark(refusing);
    expect(mark.get()).toBeNull();
    expect(() => mark.clear(OTHER)).not.toThrow();
  });
});
