import type { Call, CallEffect, CallInput } from '../domain/call.ts';
import { failed, type Result } from '../domain/result.ts';
import { ownLeg, type Snapshot } from '../domain/snapshot.ts';
import type { Journal, RecordingApi } from './ports.ts';
import type { createStory } from './story.ts';
import type { WriteAhead } from './write-ahead.ts';

export interface CallEffectsDeps {
  readonly api: RecordingApi;
  readonly journal: Pick<Journal, 'recentRequest'>;
  readonly writes: WriteAhead;
  readonly story: ReturnType<typeof createStory>;
  readonly userId: string;
  dispatch(conversationId: string, input: CallInput): void;
  /** It is settled in whose name entries are written. */
  isSettled(): boolean;
  /** A read has brought it; it is judged afterwards. */
  seen(snapshot: Snapshot): void;
  /** No call by this id. */
  notFound(conversationId: string): void;
  /** The channel delivers nothing although it lives. */
  deaf(conversationId: string): void;
  signedOut(): void;
}

/** Carries out what a step of a call asks of the world, and brings the answer back as an input. */
export function createCallEffects(deps: CallEffectsDeps): (call: Call, effect: CallEffect) => void {
  const { api, story, writes, userId, dispatch } = deps;

  /** The platform's answer, and after it that the token is void. */
  async function answer<T>(asked: Promise<Result<T>>, hear: (result: Result<T>) => void): Promise<void> {
    const result = await asked;
    hear(result);
    if (!result.ok && result.failure.kind === 'signed-out') deps.signedOut();
  }

  function capture(call: Call, { target, on }: Extract<CallEffect, { kind: 'send-capture' }>) {
    const leg = call.evidence.snapshot && ownLeg(call.evidence.snapshot, userId);
    if (!leg) return Promise.resolve(failed({ kind: 'no-live-leg' }));
    const { participantId, queueId } = leg;
    return api.setCapture(
      call.conversationId,
      { participantId, isOnQueue: queueId !== undefined },
      target,
      on,
    );
  }

  /** Only the words of an alarm depend on it: while the journal is slow or refuses, it is somebody else. */
  async function whoResumed(id: string): Promise<void> {
    const found = await deps.journal.recentRequest?.(id, userId);
    if (found?.ok && found.value) dispatch(id, { kind: 'requested-here', request: found.value });
  }

  return (call, effect) => {
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
      case 'ended-while-paused':
        return void (deps.isSettled() && writes.append(story.observed(call, effect.kind)));
      case 'who-resumed':
        return void whoResumed(id);
      case 'deaf':
        return deps.deaf(id);
    }
  };
}
