import { describe, expect, it, vi } from 'vitest';
import type { KnownPause } from '../../../src/domain/belief.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';

const START = Date.parse('2026-01-05T09:00:00.000Z');
const { conversationId, userId = '' } = makeFacts();
let clock = fakeClock(START);

const page = () =>
  createJournal({ ids: counterIds('chain'), clock, log: silentLog, storage: () => memoryStorage() });
type Told = readonly [seconds: number, facts: Partial<AuditFacts>];

const PAUSE = { action: 'pause', phase: 'confirmed' } as const;
const RESUME = { action: 'resume', phase: 'confirmed' } as const;
const SHOWN = { action: 'safe-shown', phase: 'observed' } as const;
const OVER = { action: 'safe-withdrawn', phase: 'observed', trigger: 'limit' } as const;
const LOST = { action: 'safe-withdrawn', phase: 'observed', trigger: 'platform' } as const;
const MORE = { action: 'extend', phase: 'observed' } as const;

/** What another page has written, at these seconds by the clock of the computer; asked for at `seconds`. */
async function found(told: readonly Told[], seconds: number) {
  freshDatabase();
  clock = fakeClock(START);
  const other = page();
  for (const [index, [at, facts]] of told.entries()) {
    const date = new Date(START + at * 1_000).toISOString();
    await other.append(makeFacts({ id: `entry-${index}`, wishId: `wish-${index}`, at: date, ...facts }));
  }
  await clock.pass(seconds * 1_000);
  const { ok, pause } = await page().recentRequest(conversationId, userId);
  expect(ok).toBe(true);
  return pause;
}
/** Nobody has pressed Pause. */
const SEEN = { isPressed: false } as const;
const since = (seconds: number, more: Partial<KnownPause> = {}): KnownPause => ({
  ms: seconds * 1_000,
  extensions: 0,
  isSame: true,
  isPressed: true,
  ...more,
});

describe('a pause that this browser knows of', () => {
  it.each<[string, readonly Told[], number, unknown]>([
    ['a Pause that was confirmed', [[2, PAUSE]], 30, since(28)],
    [
      'when it was first shown safe, where somebody else has paused',
      [
        [5, SHOWN],
        [9, SHOWN],
      ],
      30,
      since(25, SEEN),
    ],
    [
      'that Pause, whoever shows it later',
      [
        [2, PAUSE],
        [3, SHOWN],
        [9, SHOWN],
      ],
      30,
      since(28),
    ],
    [
      'the newest Pause, whatever came before',
      [
        [2, PAUSE],
        [9, MORE],
        [12, PAUSE],
        [15, MORE],
      ],
      30,
      since(18, { extensions: 1 }),
    ],
    [
      'its beginning, also once it was over its limit',
      [
        [2, PAUSE],
        [3, SHOWN],
        [22, OVER],
      ],
      30,
      since(28),
    ],
    [
      'its beginning, after a Resume that came to nothing',
      [
        [2, PAUSE],
        [9, { ...RESUME, phase: 'failed' }],
        [12, { ...RESUME, phase: 'unconfirmed' }],
      ],
      30,
      since(28),
    ],
    [
      'its beginning, also where lines of an earlier one were adopted late',
      [
        [12, PAUSE],
        [13, SHOWN],
        [16, MORE],
        [4, PAUSE],
        [5, { action: 'extend', phase: 'observed' }],
        [8, RESUME],
      ],
      30,
      since(18, { extensions: 1 }),
    ],
    [
      'when a panel that found it over its limit counts it from',
      [
        [
          22,
          {
            action: 'over-limit',
            phase: 'observed',
            trigger: 'limit',
            from: new Date(START + 3_000).toISOString(),
          },
        ],
      ],
      30,
      since(27, SEEN),
    ],
    [
      'the one after a Resume',
      [
        [2, PAUSE],
        [9, RESUME],
        [12, SHOWN],
      ],
      30,
      since(18, SEEN),
    ],
  ])('is counted from %s', async (_what, told, seconds, value) => {
    expect(await found(told, seconds)).toEqual(value);
    expect(await found([...told, [seconds - 1, OVER]], seconds)).toEqual(value);
  });

  it.each<[string, readonly Told[]]>([
    ['nothing is written', []],
    [
      'a Resume was confirmed',
      [
        [2, PAUSE],
        [3, SHOWN],
        [9, RESUME],
      ],
    ],
    ['a Pause was only asked for', [[2, { action: 'pause', phase: 'requested' }]]],
    [
      'the call ended while paused',
      [
        [2, PAUSE],
        [3, { action: 'ended-while-paused', phase: 'observed' }],
      ],
    ],
    [
      'it is of another call',
      [
        [2, { ...PAUSE, conversationId: 'another' }],
        [22, { ...OVER, conversationId: 'another' }],
      ],
    ],
    [
      'it is another user’s',
      [
        [2, { ...PAUSE, userId: 'another' }],
        [22, { ...OVER, userId: 'another' }],
      ],
    ],
    ['its limit is all that is left in the log', [[22, OVER]]],
  ])('is none where %s', async (_what, told) => {
    expect(await found(told, 30)).toBeUndefined();
  });

  it.each<[string, number, KnownPause]>([
    ['another one, where the panel that shows it saw it begin later', 12, since(18, SEEN)],
    ['the older one, where it began no later', 1, since(28, { isSame: false })],
  ])('is %s', async (_what, begins, value) => {
    const from = new Date(START + begins * 1_000).toISOString();
    const told: readonly Told[] = [
      [2, PAUSE],
      [9, LOST],
      [14, { ...SHOWN, from }],
    ];
    expect(await found(told, 30)).toEqual(value);
  });

  it.each<[string, readonly Told[], KnownPause]>([
    ['of the database', [[2, PAUSE]], since(28, { extensions: 1 })],
    ['that lies there as well', [], since(26, { extensions: 1 })],
  ])(
    'is known by lines in local storage, which the database refused: of a pause %s',
    async (_whose, kept, value) => {
      expect(await found(kept, 4)).toEqual(kept.length > 0 ? since(2) : undefined);
      const lines = memoryStorage();
      const refused = createJournal({
        ids: counterIds('chain'),
        clock,
        log: silentLog,
        storage: () => lines,
      });
      const { indexedDB } = globalThis;
      vi.stubGlobal('indexedDB', {
        open() {
          throw new DOMException('No room', 'QuotaExceededError');
        },
      });
      for (const [second, facts] of [
        [4, PAUSE],
        [9, MORE],
      ] as const) {
        if (kept.length > 0 && second === 4) continue;
        const date = new Date(START + second * 1_000).toISOString();
        await refused.append(
          makeFacts({ id: `line-${second}`, wishId: `line-${second}`, at: date, ...facts }),
        );
      }
      vi.stubGlobal('indexedDB', indexedDB);
      await clock.pass(26_000);
      const page = createJournal({ ids: counterIds('chain'), clock, log: silentLog, storage: () => lines });
      expect((await page.recentRequest(conversationId, userId)).pause).toEqual(value);
    },
  );

  it('is the same, with its extensions, where a panel that was loaded anew dates it some moments later', async () => {
    const from = new Date(START + 2_150).toISOString();
    const told: readonly Told[] = [
      [2, PAUSE],
      [9, MORE],
      [14, { ...SHOWN, from }],
    ];
    expect(await found(told, 30)).toEqual(since(28, { extensions: 1 }));
  });

  it('may be another one where safe was taken back and not for its limit, until a Pause proves it', async () => {
    const lost: readonly Told[] = [
      [2, PAUSE],
      [3, SHOWN],
      [9, LOST],
      [12, SHOWN],
    ];
    expect(await found(lost, 30)).toEqual(since(28, { isSame: false }));
    expect(await found([...lost, [20, PAUSE]], 30)).toEqual(since(10));
  });

  it('is no younger, and never of the future, where the clock of the computer was set back', async () => {
    expect(
      await found(
        [
          [3_600, PAUSE],
          [3_620, OVER],
        ],
        10,
      ),
    ).toEqual(since(20));
  });

  it('is not known where the database does not answer', async () => {
    expect(
      await found(
        [
          [2, PAUSE],
          [22, OVER],
        ],
        30,
      ),
    ).toEqual(since(28));
    Object.defineProperty(globalThis, 'indexedDB', {
      value: { open: () => new EventTarget() },
      configurable: true,
      writable: true,
    });
    const none = page().recentRequest(conversationId, userId);
    await clock.pass(800);
    expect(await none).toEqual({ ok: false, failure: { kind: 'storage' } });
  });
});
