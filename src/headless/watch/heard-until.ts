import type { Cancel, Clock, FeedEvent, RefusedTopic } from '../../app/ports.ts';
import { FRAME_MAX_AGE_MS } from '../../domain/evidence-state.ts';
import type { Result } from '../../domain/result.ts';
import { queueCallsTopic } from '../../genesys/wire/topics.ts';
import type { FoundCall } from '../../genesys/wire/details-query.ts';
import { catchUp } from './catch-up.ts';
import type { LastAlive } from './last-alive.ts';
import type { WatchEvent } from './watch-event.ts';

export interface HeardUntilDeps {
  readonly queueIds: readonly string[];
  readonly alive: LastAlive;
  readonly clock: Pick<Clock, 'now' | 'wall'>;
  readonly closed: () => boolean;
  /** Not after the watch is closed. */
  later(ms: number, run: () => void): Cancel;
  /** Calls of a queue that began since then, ended or not. */
  callsSince(queueId: string, from: number): Promise<Result<readonly FoundCall[]>>;
  /** Live, or ended while nobody may have listened. */
  found(queueId: string, call: FoundCall): void;
  /** A call has come to its end, and the channel told nothing of it. */
  deaf(): void;
  tell(event: WatchEvent): void;
}

export interface HeardUntil {
  /** Everything that the feed tells, before anybody else hears of it. */
  heard(event: FeedEvent): void;
  /** Writes down how far the past is known. */
  note(): void;
}

/** Analytics lags behind by an unknown time: a gap is looked at once more when it must have caught up. */
const SECOND_LOOK_MS = 60_000;
/** A look that failed is repeated, ever more rarely. */
const RAREST_LOOK_MS = 600_000;
/** What is older than two days no archive asks for. */
const LONGEST_GAP_MS = 47 * 3_600_000;
/** A channel that tells nothing for this long is deaf, or there is nothing to tell: analytics knows. */
const QUIET_MS = 1_800_000;
const QUIET_LOOK_EVERY_MS = 60_000;
const CLOCKS_DIFFER_MS = 60_000;
const NOTE_EVERY_MS = 30_000;

/**
 * How far the past of each queue is known: up to the last proof of delivery, held back by what is still open. What proves it is
 * an event of a call, or analytics when it has been asked twice. A channel that is up proves nothing: it may beat and deliver
 * nothing, or have stood still while the machine slept.
 */
export function createHeardUntil(deps: HeardUntilDeps): HeardUntil {
  const { queueIds, alive, clock } = deps;
  const lasts = new Map(queueIds.map((id) => [id, alive.last(id)]));
  const knownLasts = [...lasts.values()].filter((at) => at !== undefined);
  /** Epoch ms, of all but those that are open; absent until the first watch of this home has heard something. */
  let proven = knownLasts.length === 0 ? undefined : Math.max(...knownLasts);
  /** Not watched by the last watch of this home: each is looked back for since its own time, when there is a channel. */
  let behind = new Map(
    [...lasts].flatMap(([id, at]) => (at === undefined || at === proven ? [] : [[id, at] as const])),
  );
  /** Elapsed ms of the last sign of life; absent while there is no channel. */
  let signAt: number | undefined;
  /** What nobody has heard, and analytics has not told yet: by the queues, since when in epoch ms. */
  const open = new Map<string, { readonly from: number; readonly of: ReadonlySet<string> }>();
  /** Since when, in epoch ms. */
  let refused: ReadonlyMap<string, number> = new Map();

  const all = queueIds.join(' ');

  function provenUntil(): number {
    const now = clock.wall();
    // A proof to come: the clock was set back since, and nothing tells by how much.
    const known = proven === undefined || proven <= now + CLOCKS_DIFFER_MS ? (proven ?? now) : -Infinity;
    return Math.max(Math.min(now, known), now - LONGEST_GAP_MS);
  }

  /** What a watch after this one need not ask for of a queue. */
  function untilOf(queueId: string): number {
    const gaps = [...open.values()].filter(({ of }) => of.has(queueId)).map(({ from }) => from);
    const held = [behind.get(queueId), refused.get(queueId), ...gaps].filter((at) => at !== undefined);
    return Math.max(Math.min(provenUntil(), ...held), clock.wall() - LONGEST_GAP_MS);
  }

  /** Of the same queues there is one gap: a channel that comes and goes opens no second one beside it. */
  function lookBack(
    since: number,
    of = queueIds,
    onFound?: (queueId: string, call: FoundCall) => void,
  ): void {
    const key = of.join(' ');
    const from = Math.min(since, open.get(key)?.from ?? Infinity);
    const asOf = clock.wall();
    const mine = { from, of: new Set(of) };
    open.set(key, mine);
    const gap = {
      queueIds,
      callsSince: deps.callsSince,
      get closed() {
        return deps.closed();
      },
      gap: (queueId: string, code: string) => deps.tell({ kind: 'gap', queueId, code }),
      found(queueId: string, call: FoundCall) {
        deps.found(queueId, call);
        onFound?.(queueId, call);
      },
    };
    void catchUp(gap, from, of);
    const again = (queues: readonly string[], afterMs: number) =>
      deps.later(afterMs, () => {
        if (open.get(key) !== mine) return;
        void catchUp(gap, from, queues).then((untold) => {
          if (deps.closed() || open.get(key) !== mine) return;
          if (untold.length > 0) return void again(untold, Math.min(2 * afterMs, RAREST_LOOK_MS));
          open.delete(key);
          if (key === all) proven = Math.max(provenUntil(), asOf);
        });
      });
    again(of, SECOND_LOOK_MS);
  }

  /** Analytics is asked what happened since the last proof. A call that ended since then says that the channel is deaf. */
  function lookWhenQuiet(): void {
    deps.later(QUIET_LOOK_EVERY_MS, lookWhenQuiet);
    const since = provenUntil();
    const before = proven;
    if (signAt === undefined || clock.wall() - since < QUIET_MS || open.has(all)) return;
    lookBack(since, queueIds, (queueId, { endedAt = 0 }) => {
      if (proven === before && endedAt > since + CLOCKS_DIFFER_MS && !refused.has(queueId)) deps.deaf();
    });
  }

  function heardOfRefused(topics: readonly RefusedTopic[]): void {
    const before = refused;
    const named = new Map(topics.map((one) => [one.topic, one]));
    const now = clock.wall();
    refused = new Map(
      queueIds.flatMap((id) => (named.has(queueCallsTopic(id)) ? [[id, before.get(id) ?? now]] : [])),
    );
    for (const queueId of queueIds) {
      const since = before.get(queueId);
      const { permissions, reason } = named.get(queueCallsTopic(queueId)) ?? {};
      if (permissions !== undefined && since === undefined) {
        const why = { permissions, ...(reason !== undefined && { reason }) };
        deps.tell({ kind: 'queue-refused', queueId, ...why });
      } else if (permissions === undefined && since !== undefined) {
        deps.tell({ kind: 'queue-heard', queueId });
        lookBack(since, [queueId]);
      }
    }
  }

  /** Written down at once: nothing may be missed from here on, also when this process does not live to note it again. */
  function opened(): void {
    proven ??= clock.wall();
    note();
    const late = behind;
    behind = new Map();
    for (const since of new Set(late.values())) {
      const of = queueIds.filter((id) => late.get(id) === since);
      lookBack(Math.max(since, clock.wall() - LONGEST_GAP_MS), of);
    }
    lookBack(provenUntil());
  }

  function arrived(): void {
    if (signAt === undefined) return;
    // The machine slept, or this process was held up: what comes now may have waited here since before.
    if (clock.now() - signAt > FRAME_MAX_AGE_MS) lookBack(provenUntil());
    signAt = clock.now();
  }

  function delivered(): void {
    arrived();
    proven = clock.wall();
  }

  function note(): void {
    if (proven !== undefined) alive.note(new Map(queueIds.map((id) => [id, untilOf(id)])));
  }

  function noteOn(): void {
    deps.later(NOTE_EVERY_MS, noteOn);
    note();
  }

  deps.later(NOTE_EVERY_MS, noteOn);
  deps.later(QUIET_LOOK_EVERY_MS, lookWhenQuiet);

  return {
    note,
    heard(event) {
      switch (event.kind) {
        case 'opened':
          signAt = clock.now();
          return opened();
        case 'lost':
        case 'signed-out':
          signAt = undefined;
          return undefined;
        case 'refused':
          return heardOfRefused(event.topics);
        case 'frame':
          return arrived();
        case 'snapshot':
        case 'elsewhere':
          return delivered();
        case 'unreadable':
          return event.conversationId === undefined ? arrived() : delivered();
        default:
          return undefined;
      }
    },
  };
}
