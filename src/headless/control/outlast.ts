import type { CallFeed, Clock, FeedEvent } from '../../app/ports.ts';
import { retryOf } from '../../domain/failure.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Overtaken } from '../home/may-take-effect.ts';
import { pause, unlessAborted } from '../patience.ts';
import type { CallApi } from './call-api.ts';
import type { Order } from './control-call.ts';

/** By hand somebody waits; the calls of a run have the queue's topic as well. */
const LOOK_MS = { byHand: 1_000, bulk: 10_000 };
/** What is heard or read so soon after a command may be older than the command. */
const LAG_MS = 2_000;
/** A resume is sent four times at most, and each of them may take effect. */
const AGAIN = 4;

/** A feed that tells its session of a resume of this home like one of another page: nothing calm is claimed while it stands (E3). */
export interface HeedingFeed extends CallFeed {
  /** Again: it stands for as long anew. */
  stands(): void;
  isOver(): void;
  /** Runs on each snapshot of this call. */
  onSnapshot(run: (snapshot: Snapshot) => void): void;
}

export function heedingFeed(feed: CallFeed, conversationId: string): HeedingFeed {
  let report: (event: FeedEvent) => void = () => {};
  let hear: (snapshot: Snapshot) => void = () => {};
  const news = (isOver: boolean) =>
    report({ kind: 'resume-elsewhere', conversationId, wishId: 'of-this-home', isOver });
  return {
    ...feed,
    start(userId, tell) {
      report = tell;
      feed.start(userId, (event) => {
        tell(event);
        if (event.kind === 'snapshot') hear(event.snapshot);
      });
    },
    stands: () => news(false),
    isOver: () => news(true),
    onSnapshot(run) {
      hear = run;
    },
  };
}

export const isRefused = ({ refusal }: CallApi): boolean =>
  refusal !== undefined && retryOf(refusal) === 'never';

export interface Outlasting {
  readonly api: CallApi;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly feed: HeedingFeed;
  readonly order: Order;
  /** Epoch ms; nothing: no resume, or start, that is older can undo the command any more. */
  until(): number | undefined;
  /** A newer one wants it undone; `perhaps`: unless that is refused. */
  isOvertaken(): Overtaken;
  isUndone(snapshot: Snapshot): boolean;
  /** Before each look. */
  looking?(): void;
  /** The command once more. */
  again(): void;
}

/**
 * Rule 4: a command that takes capture away stands until what this home has sent before cannot undo it any more. Looks again and
 * again until then, and sends it once more where it was undone. One that is refused is not waited for.
 */
export async function outlast(deps: Outlasting): Promise<'over' | 'ended' | 'overtaken'> {
  const { api, clock, signal, feed, order, isUndone } = deps;
  const lookMs = order.trigger === 'bulk' ? LOOK_MS.bulk : LOOK_MS.byHand;
  let sentAt = clock.now();
  let times = 0;
  /** What an event says that comes so soon may be older than the command: then a read tells. */
  let told: 'at-once' | 'later' | undefined;
  let wake = () => {};
  feed.onSnapshot((snapshot) => {
    if (!isUndone(snapshot)) return;
    told = clock.now() < sentAt + LAG_MS ? 'at-once' : 'later';
    wake();
  });
  for (;;) {
    if (signal?.aborted) return 'over';
    const until = deps.until();
    if (until === undefined) break;
    const now = clock.now();
    const endsAt = now + until - clock.wall();
    const settledAt = sentAt + LAG_MS;
    const lookAt =
      told === undefined ? Math.max(now + lookMs, settledAt) : told === 'later' ? now : settledAt;
    await pause(Math.max(0, Math.min(lookAt, endsAt) - now), clock, signal, (done) => (wake = done));
    deps.looking?.();
    if (deps.isOvertaken() === 'yes') return 'overtaken';
    if (api.keptBack !== undefined || isRefused(api)) break;
    const isKnown = told === 'later';
    if (!isKnown && clock.now() < settledAt) continue;
    told = undefined;
    const read = isKnown ? undefined : await unlessAborted(api.readCall(order.conversationId), signal);
    if (read?.ok && !read.value.legs.some(({ live }) => live)) return 'ended';
    if (times === AGAIN || !(isKnown || (read?.ok && isUndone(read.value)))) continue;
    const overtaken = deps.isOvertaken();
    if (overtaken === 'yes') return 'overtaken';
    // What it does meanwhile is not undone before that is known.
    if (overtaken === 'perhaps') continue;
    times += 1;
    sentAt = clock.now();
    deps.again();
  }
  return deps.isOvertaken() === 'no' ? 'over' : 'overtaken';
}
