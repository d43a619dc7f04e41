import { ownLeg, type Snapshot } from '../domain/snapshot.ts';
import { unlistedOf, type Came, type Listened } from './unlisted.ts';
import type { Unlisted } from './view.ts';
import type { Cancel, Clock, Log, RecordingApi } from './ports.ts';

/** After a list that was refused: ever longer, and no more after the last of them (rule 6). */
const AFTER_FAILURE_MS = [2_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000] as const;
/** A replica that lags may not have a call of this second yet; later ones come with an event. */
const AFTER_NOTHING_MS = 5_000;

export interface Discovery {
  /** Asks for the agent's calls (GET `/api/v2/conversations/calls`); a younger search takes the place of an older one. */
  search(): void;
  /** How long ago it last began to. */
  readonly agoMs: number;
  /** Why an empty list says nothing of whether there are calls. `isOpening`: the first channel is on its way. */
  unlisted(channel: Listened, isOpening: boolean): Unlisted | undefined;
  stop(): void;
}

/** Finds the calls that were there before the channel: a refusal or an empty list is no final answer. */
export function createDiscovery(
  { api, clock, log }: { api: Pick<RecordingApi, 'myCalls'>; clock: Clock; log: Log },
  userId: string,
  /** Called once for all that one list names. */
  found: (conversationIds: readonly string[]) => void,
  /** Something else has come of it. */
  changed: () => void,
): Discovery {
  let search = 0;
  let searchedAt = -Infinity;
  let cancel: Cancel = () => {};
  let came: Came;

  async function ask(mine: number, failures: number, isSecond: boolean): Promise<void> {
    const result = await api.myCalls();
    if (mine !== search) return;
    came = result.ok ? 'list' : result.failure;
    if (!result.ok) {
      changed();
      log.note('calls-not-listed', { failure: result.failure.kind });
      const delayMs = AFTER_FAILURE_MS[failures];
      if (delayMs !== undefined) cancel = clock.after(delayMs, () => void ask(mine, failures + 1, isSecond));
      return;
    }
    const ids = idsOf(result.value, userId);
    if (ids.length > 0) return found(ids);
    changed();
    if (!isSecond) cancel = clock.after(AFTER_NOTHING_MS, () => void ask(mine, failures, true));
  }

  function stop(): void {
    search += 1;
    cancel();
  }

  return {
    search() {
      stop();
      searchedAt = clock.now();
      came = undefined;
      changed();
      void ask(search, 0, false);
    },
    get agoMs() {
      return clock.now() - searchedAt;
    },
    unlisted: (channel, isOpening) => unlistedOf(channel, isOpening, came),
    stop,
  };
}

const idsOf = (calls: readonly Snapshot[], userId: string): readonly string[] =>
  calls.filter((call) => ownLeg(call, userId)).map((call) => call.conversationId);
