import { ok } from '../../src/domain/result.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ApiAnswer } from '../../src/genesys/http/transport.ts';
import type { RecordingFacts } from '../../src/genesys/wire/recording-metadata.ts';
import type { ArchiveEvent } from '../../src/headless/archive/archive-event.ts';
import { createArchivist } from '../../src/headless/archive/archivist.ts';
import type { JobStore } from '../../src/headless/archive/job-store.ts';
import type { Job } from '../../src/headless/archive/job.ts';
import { makeCustomer, makeLeg, paused, recording } from './builders.ts';
import { fakeClock } from './fake-clock.ts';
import { CALL, QUEUE, watching } from './watching.ts';

const inQueue = { participantId: 'leg-1', userId: 'user-1', queueId: QUEUE };
const over = { live: false, connected: false };
const SNAPSHOTS = {
  recording: recording({ leg: inQueue }),
  paused: paused({ leg: inQueue }),
  ended: { ...paused(), legs: [makeCustomer(over), makeLeg({ ...inQueue, ...over })] },
} as const satisfies Readonly<Record<string, Snapshot>>;
type Shown = keyof typeof SNAPSHOTS;

/** GET conversations/calls/{id} of a snapshot. */
function wireOf({ conversationId, legs, recordingState, securePause }: Snapshot): ApiAnswer {
  const wire = (state: string | undefined) => state?.toUpperCase();
  return {
    kind: 'answered',
    status: 200,
    headers: {},
    body: {
      id: conversationId,
      recordingState: wire(recordingState),
      securePause,
      participants: legs.map((leg) => ({
        id: leg.participantId,
        purpose: leg.purpose,
        state: leg.live ? 'connected' : 'terminated',
        ...(leg.userId !== undefined && { user: { id: leg.userId } }),
        ...(leg.queueId !== undefined && { queue: { id: leg.queueId } }),
        ...(leg.held !== undefined && { held: leg.held }),
        ...(leg.recordingState && { recordingState: wire(leg.recordingState), securePause: leg.securePause }),
        ...(leg.recorders.customer && {
          recordersState: { customerExperienceState: wire(leg.recorders.customer) },
        }),
      })),
    },
  };
}

/** The queue of jobs, without a disk. */
function memoryStore(): JobStore & { readonly jobs: Map<string, Job> } {
  const jobs = new Map<string, Job>();
  const finished = new Set<string>();
  return {
    jobs,
    load: () => ({ jobs: [...jobs.values()], unreadable: [] }),
    save: (job) => void jobs.set(job.conversationId, job),
    finish({ conversationId }) {
      jobs.delete(conversationId);
      finished.add(conversationId);
    },
    isFinished: (id) => finished.has(id),
    setAside() {},
    setAsideCount: () => 0,
  };
}

/** One call that a watch follows, with its archive: from what Genesys tells of it to the proof of its pauses. */
export async function watchedCall() {
  const clock = fakeClock();
  const begunAt = clock.wall();
  const store = memoryStore();
  const found: RecordingFacts[] = [];
  const pausesOf = new Map<string, readonly (readonly [from: number, to: number])[]>();
  const told: ArchiveEvent[] = [];
  let kill = () => {};
  /** A process; what was killed does nothing any more. */
  const begin = () => {
    let isAlive = true;
    kill = () => void (isAlive = false);
    const mine = {
      ...clock,
      after: (ms: number, run: () => void) => clock.after(ms, () => isAlive && run()),
    };
    const ifAlive =
      <A extends unknown[]>(run: (...args: A) => void) =>
      (...args: A) =>
        isAlive ? run(...args) : undefined;
    const archivist = createArchivist({
      store: { ...store, save: ifAlive(store.save), finish: ifAlive(store.finish) },
      clock: mine,
      random: () => 0.5,
      recordings: async () => ok([...found]),
      annotations: async (_call, id) =>
        ok(
          (pausesOf.get(id) ?? []).map(([from, to]) => ({
            reason: 'securepause',
            offsetMs: from * 1_000,
            durationMs: (to - from) * 1_000,
          })),
        ),
      head: () => undefined,
      tell: async (event) => void (isAlive && told.push(event)),
    });
    return watching({ clock: mine, archivist });
  };
  let watch = begin();
  let generation = 1;
  const seconds = () => (clock.wall() - begunAt) / 1_000;
  const snapshotOf = (what: Shown): Snapshot => ({ ...SNAPSHOTS[what], conversationId: CALL });

  const it = {
    clock,
    store,
    told,
    get watch() {
      return watch;
    },
    /** Seconds from the first moment, by which recordings count too. */
    seconds,
    /** What reads show from now on. */
    shows: (what: Shown) => void (watch.world.answer = wireOf(snapshotOf(what))),
    /** An event of what reads have shown, or show from now on. */
    event: (what: Shown) => watch.say({ kind: 'snapshot', snapshot: snapshotOf(what) }),
    /** It happens, and an event tells of it at once. */
    happens(what: Shown) {
      it.shows(what);
      it.event(what);
    },
    /** Time passes until this second, with the heart-beats of the channel. */
    async until(second: number) {
      while (seconds() < second) {
        watch.say({ kind: 'frame' });
        await clock.pass(Math.min(5_000, (second - seconds()) * 1_000));
      }
    },
    /** Genesys has a recording of this time, which left out these pauses. */
    recorded(
      recordingId: string,
      [from, to]: readonly [from: number, to: number],
      pauses: readonly (readonly [from: number, to: number])[],
      more: Partial<RecordingFacts> = {},
    ) {
      const iso = (second: number) => new Date(begunAt + second * 1_000).toISOString();
      found.push({
        recordingId,
        media: 'audio',
        fileState: 'AVAILABLE',
        startTime: iso(from),
        endTime: iso(to),
        ...more,
      });
      pausesOf.set(
        recordingId,
        pauses.map(([begun, ended]) => [begun - from, ended - from]),
      );
    },
    /** The process ends, cleanly or not, and another one begins. */
    restart(how: 'closed' | 'killed') {
      if (how === 'closed') watch.watcher.close();
      kill();
      const answer = watch.world.answer;
      watch = begin();
      watch.world.answer = answer;
      watch.say({ kind: 'opened', generation: (generation += 1) });
    },
    /** What was told of its pauses, each time by their order. */
    proofs: () => told.flatMap((event) => (event.kind === 'proof' ? [event.proofs] : [])),
    /** Of each pause that was told: what, from which second to which, and why. */
    lines: () =>
      it
        .proofs()
        .flat()
        .map(({ verdict, why, claim: { from, to, end } }) => ({
          verdict,
          ...(why && { why }),
          from: Math.round((from - begunAt) / 1_000),
          ...(to !== undefined && { to: Math.round((to - begunAt) / 1_000) }),
          end,
        })),
  };
  watch.say({ kind: 'opened', generation });
  it.happens('recording');
  await it.until(5);
  return it;
}
