import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { journalConnection } from '../../../src/outbox/database.ts';
import type { Delivery } from '../../../src/outbox/delivery.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { createSender } from '../../../src/outbox/sender.ts';
import { openSent } from '../../../src/outbox/sent.ts';
import { standingOf } from '../../../src/outbox/unsent.ts';
import { logLines } from '../../../src/outbox/whole-log.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { memoryStorage, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { choices } from '../../support/random.ts';

/*
 * Panels of one browser come, write, and go in the middle of things; the receiver is well, away, slow to answer, or refuses.
 * Every entry is with the receiver, or visible as waiting or refused, and in the end all of them are there, once by their key.
 */

const URL = 'https://archive.example/audit';
const SEEDS = Number(process.env['SENDER_SEEDS'] ?? 12);
const turn = () => new Promise((resolve) => setTimeout(resolve));

async function run(seed: number): Promise<void> {
  const random = choices(seed);
  freshDatabase();
  const clock = fakeClock(Date.parse('2026-01-05T14:00:00.000Z'));
  const storage = memoryStorage();
  const hasLocks = random.chance(0.7);
  /** What the receiver has, by key, in the order of its coming. */
  const kept = new Map<string, AuditEntry>();
  let onTheWay = 0;
  let isWell = false;
  let lock: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = lock.then(work);
    lock = result.catch(() => undefined);
    return result;
  };

  async function receive(entry: AuditEntry): Promise<Delivery> {
    onTheWay += 1;
    const how = isWell
      ? 'takes'
      : random.pick(['takes', 'takes', 'loses', 'away', 'busy', 'refuses'] as const);
    if (how === 'takes' || how === 'loses') kept.set(entry.id, kept.get(entry.id) ?? entry);
    for (let turns = random.between(0, 3); turns > 0; turns -= 1) await turn();
    onTheWay -= 1;
    if (how === 'takes') return { kind: 'accepted' };
    if (how === 'refuses')
      return kept.has(entry.id) ? { kind: 'accepted' } : { kind: 'refused', status: 422 };
    return how === 'busy'
      ? { kind: 'later', status: 429, retryAfterMs: random.between(0, 120_000) }
      : { kind: 'later' };
  }

  function openPanel() {
    const sender = createSender({
      url: URL,
      journal: journalConnection(silentLog),
      sent: openSent(silentLog),
      deliver: receive,
      oneAtATime: hasLocks ? inTurn : (work) => work(),
      clock,
      random: random.next,
      log: silentLog,
    });
    const journal = createJournal({
      ids: { next: () => 'chain-1' },
      clock,
      log: silentLog,
      storage: () => storage,
      appended: () => sender.nudge(),
    });
    sender.nudge();
    return { ...sender, append: journal.append };
  }

  const settled = async () => {
    for (let calm = 0; calm < 8; calm += 1) {
      await turn();
      if (onTheWay > 0) calm = 0;
    }
  };
  const standing = () => standingOf(URL, journalConnection(silentLog), openSent(silentLog));
  let panels = [openPanel(), openPanel()];
  let written = 0;

  for (let step = 0; step < 24; step += 1) {
    const panel = random.pick(panels);
    const what = random.pick(['write', 'write', 'write', 'reload', 'wait', 'nothing'] as const);
    if (what === 'write') {
      written += 1;
      const id = `id-${written}`;
      void panel.append(makeFacts({ id, wishId: id }));
      if (random.chance(0.5)) await settled();
    } else if (what === 'reload') {
      panel.stop();
      panels = [...panels.filter((one) => one !== panel), openPanel()];
    } else if (what === 'wait') {
      await settled();
      await clock.pass(random.pick([1_000, 60_000, 300_000]));
    }
    await settled();
    const entries = (await logLines('jsonl')).map((line) => JSON.parse(line) as AuditEntry);
    const { waiting, refused } = await standing();
    const absent = entries.filter(({ id }) => !kept.has(id)).length;
    expect(absent, 'is visible as waiting or refused').toBeLessThanOrEqual(waiting + refused);
    expect(kept.size, 'nothing leaves before the journal has it').toBeLessThanOrEqual(entries.length);
  }

  isWell = true;
  for (let rounds = 0; rounds < 8; rounds += 1) {
    await settled();
    await clock.pass(3_600_000);
  }
  await settled();
  expect(await standing()).toEqual({ waiting: 0, refused: 0 });
  expect(kept.size, 'all are there').toBe(written);
  for (const panel of panels) panel.stop();
}

it('brings every entry to its receiver or says that it has not, whoever goes and whatever the receiver does', async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    try {
      await run(seed);
    } catch (error) {
      throw new Error(`Seed ${seed}`, { cause: error });
    }
  }
}, 120_000);
