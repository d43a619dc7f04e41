import { join } from 'node:path';
import { readOwnFile, replaceFile } from '../home/files.ts';

/** Until when a watch of this home is known to have listened, queue by queue. */
export interface LastAlive {
  /** Epoch ms; absent: no watch of this home knew it. */
  last(queueId: string): number | undefined;
  /** Queues that an earlier watch knew and that are not among these. Each is answered once, until it is watched again. */
  missing(queueIds: readonly string[]): readonly string[];
  /** Of the queues that are watched now, in epoch ms; of the others what was noted last stays. */
  note(until: ReadonlyMap<string, number>): void;
}

/** A clock that goes wrong by less is none that was set. */
const CLOCKS_DIFFER_MS = 60_000;
/** Calls that ended in this time are looked for when nothing tells since when; those that were handed on are known for longer. */
const UNTOLD_MS = 47 * 3_600_000;
/** A queue that nobody has watched for so long is forgotten. */
const FORGOTTEN_MS = 90 * 24 * 3_600_000;

export interface Noted {
  /** By queue, epoch ms. */
  readonly until: ReadonlyMap<string, number>;
  /** Named as missing already. */
  readonly named: ReadonlySet<string>;
  /** Of a queue that is not in it: noted by a build that knew one time for all of them, or what stands there says nothing. */
  readonly others?: number;
}

/** Where it is kept. */
export interface NotedPlace {
  read(): Noted;
  /** `queueIds`: those of which something else is noted now. */
  write(noted: Noted, queueIds: Iterable<string>): void;
}

export function openLastAlive(home: string, wall: () => number): LastAlive {
  const file = join(home, 'watched-until');
  return createLastAlive(
    {
      read: () => readNoted(file),
      write: (noted) =>
        replaceFile(
          file,
          JSON.stringify({ ...noted, until: Object.fromEntries(noted.until), named: [...noted.named] }),
        ),
    },
    wall,
  );
}

export function createLastAlive(place: NotedPlace, wall: () => number): LastAlive {
  let known: Noted | undefined;

  function noted(): Noted {
    known ??= place.read();
    return known;
  }

  return {
    last(queueId) {
      const { until, others } = noted();
      const at = until.get(queueId) ?? others;
      if (at === undefined) return undefined;
      return notToCome(at, wall());
    },
    missing(queueIds) {
      const { until, named, ...rest } = noted();
      const absent = [...until.keys()].filter((id) => !queueIds.includes(id) && !named.has(id));
      known = { ...rest, until, named: new Set([...named, ...absent]) };
      return absent;
    },
    note(moments) {
      const { until, named, others: before } = noted();
      const oldest = wall() - FORGOTTEN_MS;
      const kept = [...until].filter(([id, at]) => !moments.has(id) && at >= oldest);
      known = {
        ...(before !== undefined && before >= oldest && { others: notToCome(before, wall()) }),
        until: new Map([...kept, ...[...moments].map(([id, at]) => [id, Math.round(at)] as const)]),
        named: new Set(kept.map(([id]) => id).filter((id) => named.has(id))),
      };
      place.write(known, moments.keys());
    },
  };
}

/** A time to come: the clock was set back since, or this is no time of ours. Epoch ms. */
export const notToCome = (at: number, now: number): number =>
  at <= now + CLOCKS_DIFFER_MS ? at : now - UNTOLD_MS;

/** What a watch of this home has noted; a file that says nothing has noted every queue, at no time that is known. */
export function readNoted(file: string): Noted {
  const nothing = { until: new Map(), named: new Set<string>() };
  let text: string | undefined;
  try {
    text = readOwnFile(file);
  } catch {
    return { ...nothing, others: Infinity };
  }
  if (text === undefined) return nothing;
  if (/^\d+$/.test(text)) return { ...nothing, others: Number(text) };
  try {
    const { until, named, others } = JSON.parse(text) as Record<'until' | 'named' | 'others', unknown> & {
      until: Record<string, unknown>;
    };
    const times = Object.entries(until).map(([id, at]) => [id, isTime(at) ? at : Infinity] as const);
    return {
      ...(others !== undefined && { others: isTime(others) ? others : Infinity }),
      until: new Map(times),
      named: new Set(Array.isArray(named) ? named.filter((id) => typeof id === 'string') : []),
    };
  } catch {
    return { ...nothing, others: Infinity };
  }
}

const isTime = (at: unknown): at is number => typeof at === 'number' && Number.isFinite(at) && at >= 0;
