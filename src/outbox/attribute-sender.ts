import type { Clock, Log, Participant, Random, Standing } from '../app/ports.ts';
import { backoff } from '../domain/backoff.ts';
import type { Result } from '../domain/result.ts';
import { attributeKey, attributeValue, type Told } from './call-attribute.ts';
import type { Connection } from './database.ts';
import { isSendDue, type Delivery } from './delivery.ts';
import { nextTold, type NextTold } from './next-told.ts';
import { putOff, waitFor } from './put-off.ts';
import type { Place, Sent } from './sent.ts';
import { createTurns, type Turns } from './turns.ts';

export interface AttributeSenderOptions {
  /** Whose entries: nobody writes in another's name. */
  readonly userId: string;
  readonly journal: Connection;
  readonly sent: Sent;
  write(participant: Participant, attributes: Readonly<Record<string, string>>): Promise<Result<void>>;
  /** The keys that stand there, as the last read or event told this panel. */
  keysOn(participant: Participant): readonly string[];
  /** One panel of this browser at a time. */
  readonly oneAtATime: <T>(run: () => Promise<T>) => Promise<T>;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly random: Random;
  readonly log: Log;
}

export interface AttributeSender extends Turns {
  /** Rejects where the browser refuses its storage. */
  standing(): Promise<Standing>;
}

/** Of one agent on one call. */
const MOST = 20;
/** What could not be told by then is told nobody any more: the log has it. */
const OLD_AFTER_MS = 86_400_000;
/** Where nothing was ever told before, the calls of this morning are not told all at once. */
const FIRST_LOOK_BACK_MS = 60_000;
const LOOK_AGAIN_MS = 60_000;
/** Genesys counts the requests of a token, and a Pause is to find room among them. */
const APART_MS = 1_000;
/** Each attempt is a request to Genesys. */
const waitAfter = backoff(5_000, 600_000);
/** In the place of a status: it was never sent, because there were too many, or it was too old. */
const LEFT_OUT = 0;
const STATUS = { 'bad-request': 400, denied: 403, 'not-found': 404 } as const;

type Due = NextTold & { readonly entry: Told };

/** What Genesys made of it. */
function deliveryOf(result: Result<void>): Delivery {
  if (result.ok) return { kind: 'accepted' };
  const { failure } = result;
  if (failure.kind === 'bad-request' || failure.kind === 'denied' || failure.kind === 'not-found')
    return { kind: 'refused', status: STATUS[failure.kind] };
  return {
    kind: 'later',
    ...(failure.kind === 'outage' && { status: failure.status }),
    ...(failure.kind === 'rate-limited' && { status: 429, retryAfterMs: failure.retryAfterMs ?? 0 }),
  };
}

/**
 * Tells on each call what its agent has brought about there: one short attribute of the agent's own participant for each entry
 * of the journal that `isTold`. It reads what is written down and nothing else, and what is refused is never sent again.
 */
export function createAttributeSender(options: AttributeSenderOptions): AttributeSender {
  const { userId, journal, sent, write, keysOn, oneAtATime, clock, random, log } = options;
  const name = `call.${userId}`;
  let sentAt = -Infinity;

  /** What becomes of it without a request; `undefined`: it is to be sent. */
  function spared({ entry, before }: Due, place: Place): Delivery | undefined {
    if (keysOn(entry).includes(attributeKey(entry))) return { kind: 'accepted' };
    if (before >= MOST) return { kind: 'refused', status: LEFT_OUT };
    if (clock.wall() - Date.parse(entry.at) <= OLD_AFTER_MS) return undefined;
    // It is nobody's fault that what was never tried is old: the destination was not there, or switched off.
    return place.failures > 0 ? { kind: 'refused', status: LEFT_OUT } : { kind: 'accepted' };
  }

  async function send({ entry, reason, head }: Due): Promise<Delivery> {
    return deliveryOf(await write(entry, { [attributeKey(entry)]: attributeValue(entry, reason, head) }));
  }

  /** One attempt at most. Answers after how long there may be another, in ms. */
  async function step(): Promise<number> {
    // A nudge comes at any time, and a clock may be set back.
    const restMs = sentAt + APART_MS - clock.wall();
    if (restMs > 0 && restMs <= APART_MS) return restMs;
    const known = await sent.placeOf(name);
    const now = clock.wall();
    if (known !== undefined && !isSendDue(known.nextAt, now)) return known.nextAt - now;
    const since = known ? 0 : now - FIRST_LOOK_BACK_MS;
    const next = await nextTold(await journal.get(), known, userId, since);
    if (next === undefined) return LOOK_AGAIN_MS;
    const { head, entry } = next;
    const place = known?.chain === head.chain ? known : { chain: head.chain, seq: 0, failures: 0, nextAt: 0 };
    if (entry === undefined) {
      if (place.seq < head.seq) await sent.pass(name, place, head);
      return LOOK_AGAIN_MS;
    }
    const due = { ...next, entry };
    const without = spared(due, place);
    const delivery = without ?? (await send(due));
    if (!without) sentAt = clock.wall();
    if (delivery.kind === 'later') {
      const waitMs = waitFor(place, delivery, waitAfter, random);
      log.note('call-attribute-later', { status: delivery.status, waitMs });
      await sent.putOff(name, putOff(place, delivery, clock.wall() + waitMs));
      return waitMs;
    }
    if (delivery.kind === 'accepted') await sent.pass(name, place, entry);
    else {
      log.note('call-attribute-refused', { seq: entry.seq, status: delivery.status });
      await sent.pass(name, place, entry, { status: delivery.status, at: clock.wall() });
    }
    return without ? 0 : APART_MS;
  }

  async function attempt(): Promise<number> {
    try {
      return await oneAtATime(step);
    } catch (error) {
      log.note('call-attribute-stuck', { error: error instanceof Error ? error.name : 'unknown' });
      // The next attempt opens them anew.
      journal.close();
      sent.close();
      return LOOK_AGAIN_MS;
    }
  }

  return {
    ...createTurns(attempt, clock),
    async standing() {
      const database = await journal.get();
      const place = await sent.placeOf(name);
      const next = await nextTold(database, place, userId);
      if (next === undefined) return { waiting: 0, refused: 0 };
      const statuses = (await sent.refused(name, next.head.chain)).map(({ status }) => status);
      const leftOut = statuses.filter((status) => status === LEFT_OUT).length;
      return {
        waiting: next.waiting,
        ...(next.entry && { since: next.entry.at }),
        refused: statuses.length - leftOut,
        ...(leftOut > 0 && { leftOut }),
        ...(place?.status !== undefined && { status: place.status }),
      };
    },
  };
}
