import type { Clock, Log, Random, Standing } from '../app/ports.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { backoff } from '../domain/backoff.ts';
import type { Head } from './chain.ts';
import type { Connection } from './database.ts';
import { isSendDue, type Delivery } from './delivery.ts';
import { putOff, waitFor } from './put-off.ts';
import type { Place, Sent } from './sent.ts';
import { createTurns, type Turns } from './turns.ts';
import { nextUnsent, standingOf } from './unsent.ts';

export interface SenderOptions {
  readonly url: string;
  readonly journal: Connection;
  readonly sent: Sent;
  deliver(entry: AuditEntry, head: Head): Promise<Delivery>;
  /** One panel of this browser at a time. */
  readonly oneAtATime: <T>(run: () => Promise<T>) => Promise<T>;
  readonly clock: Pick<Clock, 'wall' | 'after'>;
  readonly random: Random;
  readonly log: Log;
}

export interface Sender extends Turns {
  /** Rejects where the browser refuses its storage. */
  standing(): Promise<Standing>;
}

/** What a page wrote that has gone since is found by another one after this time. */
const LOOK_AGAIN_MS = 60_000;
/** A receiver that refused everything may have been mended; one that is refused for good costs it a request in this time. */
const OFFER_AGAIN_MS = 3_600_000;
const waitAfter = backoff(1_000, 300_000);

/**
 * Sends the journal to a destination, entry by entry and in order. It reads what is written down and nothing else, so that
 * nothing leaves before the journal has it, and whoever comes after a page that has gone goes on where that was. All that a
 * panel knows of a destination is in the database: ten of them wait for it together, and not each by itself.
 */
export function createSender(options: SenderOptions): Sender {
  const { url, journal, sent, deliver, oneAtATime, clock, random, log } = options;
  async function later(place: Place, delivery: Extract<Delivery, { kind: 'later' }>) {
    const waitMs = waitFor(place, delivery, waitAfter, random);
    log.note('audit-webhook-later', { status: delivery.status, waitMs });
    await sent.putOff(url, putOff(place, delivery, clock.wall() + waitMs));
    return waitMs;
  }

  /**
   * What was refused is offered once more from time to time, one after the other up to the first that is refused again; the next
   * time goes on behind that one, so that an entry that is never taken keeps no other back.
   */
  async function offerAgain(place: Place, head: Head): Promise<number> {
    // A time to come was written while the clock was ahead: it puts nothing off.
    const sinceMs = clock.wall() - (place.offeredAt ?? 0);
    if (sinceMs >= 0 && sinceMs < OFFER_AGAIN_MS) return LOOK_AGAIN_MS;
    const refused = await sent.refused(url, place.chain);
    const next = refused.find(({ seq }) => seq > (place.offeredSeq ?? 0)) ?? refused[0];
    if (next === undefined) return LOOK_AGAIN_MS;
    const entry = await (await journal.get()).get('entries', [place.chain, next.seq]);
    const delivery = entry && (await deliver(entry, head));
    if (delivery?.kind === 'later') return later(place, delivery);
    const isRefused = delivery?.kind === 'refused';
    if (!isRefused) await sent.clear(url, place.chain, next.seq);
    await sent.putOff(url, { ...place, offeredSeq: next.seq, ...(isRefused && { offeredAt: clock.wall() }) });
    return isRefused ? LOOK_AGAIN_MS : 0;
  }

  /** One attempt at most. Answers after how long there may be another, in ms. */
  async function step(): Promise<number> {
    const known = await sent.placeOf(url);
    const now = clock.wall();
    if (known !== undefined && !isSendDue(known.nextAt, now)) return known.nextAt - now;
    const next = await nextUnsent(await journal.get(), known);
    if (next === undefined) return LOOK_AGAIN_MS;
    const { head, entry } = next;
    const place = known?.chain === head.chain ? known : { chain: head.chain, seq: 0, failures: 0, nextAt: 0 };
    if (entry === undefined) return offerAgain(place, head);
    const delivery = await deliver(entry, head);
    if (delivery.kind === 'later') return later(place, delivery);
    if (delivery.kind === 'accepted') await sent.pass(url, place, entry);
    else {
      log.note('audit-webhook-refused', { seq: entry.seq, status: delivery.status });
      await sent.pass(url, place, entry, { status: delivery.status, at: clock.wall() });
    }
    return 0;
  }

  async function attempt(): Promise<number> {
    try {
      return await oneAtATime(step);
    } catch (error) {
      log.note('audit-webhook-stuck', { error: error instanceof Error ? error.name : 'unknown' });
      // The next attempt opens them anew.
      journal.close();
      sent.close();
      return LOOK_AGAIN_MS;
    }
  }

  return { ...createTurns(attempt, clock), standing: () => standingOf(url, journal, sent) };
}
