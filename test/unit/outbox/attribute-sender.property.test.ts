import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import { createAttributeSender } from '../../../src/outbox/attribute-sender.ts';
import { attributeKey, isTold } from '../../../src/outbox/call-attribute.ts';
import { journalConnection } from '../../../src/outbox/database.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { openSent } from '../../../src/outbox/sent.ts';
import { logLines } from '../../../src/outbox/whole-log.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { choices } from '../../support/random.ts';

/*
 * Panels of one browser come, write, and go in the middle of things, as two agents; Genesys takes attributes, loses its answers, is away,
 * or refuses. What was confirmed stands on its call, or is visible as waiting, refused or left out, and nothing else stands there.
 */

const CHAIN = '5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f';
const SEEDS = Number(process.env['SENDER_SEEDS'] ?? 12);
const AGENTS = ['ada', 'ben'] as const;
const turn = () => new Promise((resolve) => setTimeout(resolve));

async function run(seed: number): Promise<void> {
  const random = choices(seed);
  freshDatabase();
  const clock = fakeClock(Date.parse('2026-01-05T14:00:00.000Z'));
  const storage = memoryStorage();
  /** On each participant, which is named after its agent and call. */
  const standing = new Map<string, Map<string, string>>();
  /** Keys that Genesys refused: never sent again. */
  const refused = new Set<string>();
  let onTheWay = 0;
  let isWell = false;
  let lock: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = lock.then(work);
    lock = result.catch(() => undefined);
    return result;
  };

  async function take(participantId: string, key: string, value: string): Promise<Result<void>> {
    expect(refused, 'what was refused is not sent again').not.toContain(key);
    onTheWay += 1;
    const how = isWell
      ? 'takes'
      : random.pick(['takes', 'takes', 'loses', 'away', 'busy', 'refuses'] as const);
    const marks = standing.get(participantId) ?? new Map<string, string>();
    if (how === 'takes' || how === 'loses') standing.set(participantId, marks.set(key, value));
    if (how === 'refuses') refused.add(key);
    for (let turns = random.between(0, 3); turns > 0; turns -= 1) await turn();
    onTheWay -= 1;
    if (how === 'takes') return ok(undefined);
    if (how === 'refuses') return failed({ kind: 'denied' });
    return failed(
      how === 'busy'
        ? { kind: 'rate-limited', retryAfterMs: random.between(0, 60_000) }
        : { kind: 'timeout' },
    );
  }

  function openPanel(userId: (typeof AGENTS)[number]) {
    const sender = createAttributeSender({
      userId,
      journal: journalConnection(silentLog),
      sent: openSent(silentLog),
      async write({ participantId }, attributes) {
        expect(participantId.startsWith(userId), 'nobody writes on another’s participant').toBe(true);
        const [[key, value] = ['', '']] = Object.entries(attributes);
        return take(participantId, key, value);
      },
      keysOn: ({ participantId }) =>
        random.chance(0.5) ? [...(standing.get(participantId)?.keys() ?? [])] : [],
      oneAtATime: inTurn,
      clock,
      random: random.next,
      log: silentLog,
    });
    const journal = createJournal({
      ids: { next: () => CHAIN },
      clock,
      log: silentLog,
      storage: () => storage,
      appended: () => sender.nudge(),
    });
    sender.nudge();
    return { ...sender, append: journal.append, userId };
  }

  const settled = async () => {
    for (let calm = 0; calm < 12; calm += 1) {
      await turn();
      if (onTheWay > 0) calm = 0;
    }
  };
  let panels = AGENTS.map(openPanel);
  let written = 0;

  async function check(): Promise<void> {
    const entries = (await logLines('jsonl')).map((line) => JSON.parse(line) as AuditEntry);
    const stands = new Set([...standing.values()].flatMap((marks) => [...marks.keys()]));
    const told = entries.filter((entry) => AGENTS.some((userId) => isTold(entry, userId)));
    expect([...stands].filter((key) => !told.some((entry) => attributeKey(entry) === key))).toEqual([]);
    for (const marks of standing.values()) expect(marks.size).toBeLessThanOrEqual(20);
    for (const userId of AGENTS) {
      const panel = panels.find((one) => one.userId === userId) ?? openPanel(userId);
      const { waiting, refused: count, leftOut = 0 } = await panel.standing();
      const absent = told.filter((entry) => entry.userId === userId && !stands.has(attributeKey(entry)));
      expect(absent.length, 'is visible').toBeLessThanOrEqual(waiting + count + leftOut);
    }
  }

  for (let step = 0; step < 20; step += 1) {
    const panel = random.pick(panels);
    const what = random.pick(['write', 'write', 'write', 'many', 'reload', 'wait'] as const);
    if (what === 'write' || what === 'many') {
      const call = random.pick(['call-1', 'call-2']);
      for (let more = what === 'many' ? 12 : 1; more > 0; more -= 1) {
        written += 1;
        const id = `id-${written}`;
        void panel.append(
          makeFacts({
            id,
            wishId: id,
            at: new Date(clock.wall()).toISOString(),
            userId: panel.userId,
            conversationId: call,
            participantId: `${panel.userId}-${call}`,
            action: random.pick(['pause', 'resume']),
            phase: random.pick(['confirmed', 'confirmed', 'requested', 'failed']),
          }),
        );
      }
      if (random.chance(0.5)) await settled();
    } else if (what === 'reload') {
      panel.stop();
      panels = [...panels.filter((one) => one !== panel), openPanel(panel.userId)];
    } else await clock.pass(random.pick([1_000, 60_000, 300_000]));
    await settled();
    await check();
  }

  isWell = true;
  const waiting = async () =>
    (await Promise.all(panels.map((one) => one.standing()))).some((one) => one.waiting > 0);
  for (let rounds = 0; rounds < 300 && (await waiting()); rounds += 1) {
    await clock.pass(61_000);
    await settled();
  }
  await check();
  for (const panel of panels) {
    expect(await panel.standing()).toMatchObject({ waiting: 0 });
    panel.stop();
  }
}

it('tells every call what was confirmed on it or says that it has not, whoever goes and whatever Genesys does', async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    try {
      await run(seed);
    } catch (error) {
      throw new Error(`Seed ${seed}`, { cause: error });
    }
  }
}, 120_000);
