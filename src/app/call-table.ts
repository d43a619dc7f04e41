import { callDueAt, step, type Call } from '../domain/call.ts';
import type { CallEffect, CallInput } from '../domain/call-input.ts';
import { caughtUp, isFrameNews } from '../domain/hearing.ts';
import { captureLeg } from '../domain/capture.ts';
import { failed, type Result } from '../domain/result.ts';
import { MAY_STAND_MS } from '../domain/safe-lost.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createAgenda } from './agenda.ts';
import type { createPast } from './past.ts';
import type { Clock, Journal, RecordingApi } from './ports.ts';
import { isSame } from './same.ts';
import { store, type ReadonlyStore } from './store.ts';
import type { createStory } from './story.ts';
import type { ConversationView } from './view.ts';
import type { WriteAhead } from './write-ahead.ts';

/** A panel for all calls lives all day: a call that is over stays in sight for this long. */
const OVER_KEPT_MS = 60_000;
/** And for this long while it has an alarm that nobody has read; what came of the call is in the journal. */
const UNREAD_KEPT_MS = 600_000;
/** While its Details are open, which may tell of its recordings a quarter of an hour late. */
const READ_KEPT_MS = 1_800_000;
/** Until a journal that could not tell is asked again: each time twice as long. */
const ASK_AGAIN_MS = 500;

export interface CallTableDeps {
  readonly clock: Clock;
  /** False where the one call of the panel stays for good. */
  readonly forgets: boolean;
  readonly api: RecordingApi;
  readonly journal: Pick<Journal, 'recentRequest'>;
  readonly writes: WriteAhead;
  readonly past: Pick<ReturnType<typeof createPast>, 'look' | 'forget' | 'isKept'>;
  readonly story: ReturnType<typeof createStory>;
  readonly userId: string;
  /** It is settled in whose name entries are written. */
  isSettled(): boolean;
  /** A read has brought it; it is judged afterwards. */
  seen(snapshot: Snapshot): void;
  /** No call by this id. */
  notFound(conversationId: string): void;
  /** The channel delivers nothing although it lives. */
  deaf(conversationId: string): void;
  /** The agent has taken more time for a pause. */
  extended(conversationId: string): void;
  signedOut(): void;
  view(call: Call): ConversationView;
  /** After each turn, when everything has been taken and told. */
  afterTurn(calls: Iterable<Call>): void;
  /** A step or a view has thrown. The exception goes on its way. */
  onBug(error: unknown): void;
}

/** The calls of one session, and what is shown of them. Inputs in, pure step, effects out. */
export interface CallTable {
  /** In the order in which calls came. A view that says nothing new stays the very same. */
  readonly conversations: ReadonlyStore<readonly ConversationView[]>;
  get(conversationId: string): Call | undefined;
  all(): Iterable<Call>;
  /** Only a call that is not there yet. */
  add(call: Call): void;
  /** Asks the journal for commands on this call that other pages have sent, and of a pause that they know to be over its limit. */
  recall(conversationId: string): Promise<void>;
  /** One turn: what follows from it is told, and drawn, once. Turns are taken one at a time and in order. */
  enqueue(run: () => void): void;
  dispatch(conversationId: string, input: CallInput): void;
  dispatchAll(input: CallInput): void;
  /** Within a turn: the channel has shown a sign of life. */
  heardFrame(): void;
  /** The channel has been silent for this long, ms. */
  readonly silentMs: number;
  /** A channel that is new here has been silent for this long already. */
  silentFor(ms: number): void;
  /** What is shown of all calls may have changed by something else than a step. */
  touchAll(): void;
  /** Tells at once what there is. */
  publish(): void;
  /** Nothing is taken from here on. */
  stop(): void;
}

export function createCallTable(deps: CallTableDeps): CallTable {
  const { clock, api, story, writes, userId } = deps;
  const calls = new Map<string, Call>();
  const conversations = store<readonly ConversationView[]>([]);
  /** In the order of `calls`. */
  const views = new Map<string, ConversationView>();
  /** Calls of which something has changed since they were shown. */
  const touched = new Set<string>();
  const agenda = createAgenda(clock, () => enqueue(tickDue));
  const queue: (() => void)[] = [];
  let running = false;
  let closed = false;
  /** One fact of all calls: they catch up with it when they are stepped. */
  let lastFrameAt = clock.now();

  function enqueue(run: () => void): void {
    if (closed) return;
    queue.push(run);
    if (running) return;
    try {
      drain();
      publish();
    } catch (error) {
      deps.onBug(error);
      throw error;
    }
    deps.afterTurn(calls.values());
  }

  function dispatch(conversationId: string, input: CallInput): void {
    enqueue(() => take(conversationId, input));
  }

  function drain(): void {
    running = true;
    try {
      for (let job = queue.shift(); job; job = queue.shift()) job();
    } finally {
      running = false;
      queue.length = 0;
    }
  }

  /** Only within a turn: an input for one call, and for no other. */
  function take(conversationId: string, input: CallInput): void {
    const known = calls.get(conversationId);
    if (!known) return;
    const next = step(caughtUp(known, lastFrameAt), input, clock.now(), clock.wall());
    calls.set(conversationId, next.call);
    touched.add(conversationId);
    agenda.set(conversationId, callDueAt(next.call));
    for (const effect of next.effects) run(next.call, effect);
  }

  /** Time has come for some calls. One whose silence was due has perhaps been put off by frames that it was not stepped for. */
  function tickDue(): void {
    const at = clock.now();
    for (const id of agenda.due(at)) {
      const call = calls.get(id);
      const dueAt = call ? callDueAt(caughtUp(call, lastFrameAt)) : Infinity;
      if (dueAt <= at) take(id, { kind: 'tick' });
      else agenda.set(id, dueAt);
    }
  }

  /** Only calls of which it asks something are stepped, and those that a late timer has kept waiting. */
  function heardFrame(): void {
    const at = clock.now();
    const late = new Set(agenda.due(at));
    for (const [id, call] of calls)
      if (late.has(id) || isFrameNews(call, lastFrameAt, at)) take(id, { kind: 'frame' });
    // Only now: the gap before this frame may have been a silence.
    lastFrameAt = at;
  }

  function isForgettable(call: Call): boolean {
    const { claim, evidence, wishes, captures, endedWhilePaused, safeLost } = call;
    if (claim.state !== 'ended') return false;
    const isCaptured = Object.values(captures).some(({ current, last }) => current || last);
    const isUnread = wishes.current || wishes.last || endedWhilePaused || safeLost || isCaptured;
    const keptMs = isUnread ? UNREAD_KEPT_MS : OVER_KEPT_MS;
    const isRead = deps.past.isKept(call.conversationId);
    return clock.now() >= evidence.belief.stateAt + (isRead ? READ_KEPT_MS : keptMs);
  }

  /** Answers whether any call was let go of. */
  function forget(): boolean {
    if (!deps.forgets) return false;
    const over = [...calls].filter(([, call]) => isForgettable(call)).map(([id]) => id);
    for (const id of over) {
      calls.delete(id);
      views.delete(id);
      agenda.delete(id);
      deps.past.forget(id);
    }
    return over.length > 0;
  }

  /** Only what was touched is made anew, and only what says something else is told. */
  function publish(): void {
    let isNews = forget();
    for (const id of touched) {
      const call = calls.get(id);
      if (!call) continue;
      deps.past.look(call);
      const view = deps.view(call);
      if (isSame(view, views.get(id))) continue;
      views.set(id, view);
      isNews = true;
    }
    touched.clear();
    agenda.arm();
    if (isNews) conversations.value = [...views.values()];
  }

  /** The platform's answer, and after it that the token is void. */
  async function answer<T>(asked: Promise<Result<T>>, hear: (result: Result<T>) => void): Promise<void> {
    const result = await asked;
    hear(result);
    if (!result.ok && result.failure.kind === 'signed-out') deps.signedOut();
  }

  function capture(call: Call, { target, on }: Extract<CallEffect, { kind: 'send-capture' }>) {
    const leg = captureLeg(call.evidence, target);
    if (!leg || leg.standsIn) return Promise.resolve(failed({ kind: 'no-live-leg' }));
    const { participantId, queueId } = leg;
    return api.setCapture(
      call.conversationId,
      { participantId, isOnQueue: queueId !== undefined },
      target,
      on,
    );
  }

  /**
   * What this user has asked for in another page, or in this one before it was loaded anew. While the journal cannot tell,
   * a resume is somebody else's, and it is asked again as long as one could still take effect.
   */
  async function recall(id: string, againMs = ASK_AGAIN_MS): Promise<void> {
    const found = await deps.journal.recentRequest?.(id, userId);
    if (found?.pause) dispatch(id, { kind: 'paused-here', pause: found.pause });
    if (found?.ok && found.value) dispatch(id, { kind: 'requested-here', request: found.value });
    if (found?.ok === false && 2 * againMs < MAY_STAND_MS && !closed)
      clock.after(againMs, () => void recall(id, 2 * againMs));
  }

  /** What that brings in at once is taken after the step. */
  function run(call: Call, effect: CallEffect): void {
    const id = call.conversationId;
    switch (effect.kind) {
      case 'send': {
        const { commandId } = effect;
        return void answer(api.setRecording(id, effect.to, effect.as), (result) =>
          dispatch(id, { kind: 'answered', commandId, result }),
        );
      }
      case 'send-capture': {
        const { target, commandId } = effect;
        return void answer<void>(capture(call, effect), (result) =>
          dispatch(id, { kind: 'answered-capture', target, commandId, result }),
        );
      }
      case 'read':
        return void answer(api.readCall(id), (result) => {
          if (result.ok) deps.seen(result.value);
          dispatch(id, { kind: 'read-answered', readId: effect.readId, result });
          if (!result.ok && result.failure.kind === 'not-found') deps.notFound(id);
        });
      case 'prepare': {
        const wishId = effect.wish.id;
        return writes.first(story.ofWish(call, effect.wish, 'requested'), () =>
          dispatch(id, { kind: 'prepared', wishId }),
        );
      }
      case 'story': {
        const facts = story.ofWish(call, effect.wish, effect.phase, effect.failure);
        if (effect.phase !== 'requested') return void writes.append(facts);
        const wishId = effect.wish.id;
        return writes.beside(facts, (ok) => dispatch(id, { kind: 'logged', wishId, ok }));
      }
      case 'safe-shown':
      case 'safe-withdrawn':
      case 'over-limit':
      case 'ended-while-paused':
        return void (deps.isSettled() && writes.append(story.observed(call, effect.kind)));
      case 'extended':
        deps.extended(id);
        return void writes.append(story.observed(call, 'extend'));
      case 'who-resumed':
        return void recall(id);
      case 'deaf':
        return deps.deaf(id);
    }
  }

  return {
    conversations,
    get: (conversationId) => calls.get(conversationId),
    all: () => calls.values(),
    add(call) {
      calls.set(call.conversationId, call);
      touched.add(call.conversationId);
    },
    recall,
    enqueue,
    dispatch,
    dispatchAll: (input) =>
      enqueue(() => {
        for (const conversationId of calls.keys()) take(conversationId, input);
      }),
    heardFrame,
    get silentMs() {
      return clock.now() - lastFrameAt;
    },
    silentFor: (ms) => void (lastFrameAt = clock.now() - ms),
    touchAll() {
      for (const id of calls.keys()) touched.add(id);
    },
    publish,
    stop() {
      closed = true;
      agenda.stop();
    },
  };
}
