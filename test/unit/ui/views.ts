import type { Actions, AppView, CaptureView, ConversationView } from '../../../src/app/view.ts';

export const NOW = Date.UTC(2026, 10, 21, 9, 30, 0);
export const CALL_ID = '3f2a9c1b-77d0-4c7e-9a55-0d6a3f5b1e42';

/** A recorded call on a healthy channel; tests say only what they differ in. */
export function makeCall(different: Partial<ConversationView> = {}): ConversationView {
  return {
    conversationId: CALL_ID,
    state: 'recording',
    safe: false,
    recorders: ['customer', 'agent'],
    channel: 'live',
    since: { at: NOW - 72_000, kind: 'exact', steadyAt: NOW - 72_000 },
    pause: { can: true },
    resume: { can: false, why: 'already-recording' },
    captures: [],
    listeners: [],
    alarms: [],
    screenStillRecorded: false,
    notLogged: false,
    isWatched: true,
    notMine: false,
    ...different,
  };
}

export const makeSafeCall = (different: Partial<ConversationView> = {}): ConversationView =>
  makeCall({
    state: 'paused',
    pauseKind: 'secure',
    safe: true,
    recorders: [],
    resume: { can: true },
    ...different,
  });

/** What the agent may start beside the policy recording; nothing runs. */
export const makeCapture = (different: Partial<CaptureView> = {}): CaptureView => ({
  target: 'snippet',
  state: 'off',
  action: 'start',
  control: { can: true },
  pending: false,
  ...different,
});

export const makeRunning = (different: Partial<CaptureView> = {}): CaptureView =>
  makeCapture({ state: 'on', action: 'stop', ...different });

export const ready = (...conversations: readonly ConversationView[]): AppView => ({
  phase: 'ready',
  conversations,
  disabledSections: [],
  who: { name: 'Ada Byron', settled: true, asks: false },
});

/** The panel asks for a sign-in. */
export const signedOut = (different: Partial<Extract<AppView, { phase: 'signed-out' }>> = {}): AppView => ({
  phase: 'signed-out',
  conversations: [],
  why: 'ended',
  isWindowOpen: false,
  isKept: true,
  registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
  ...different,
});

/** Actions that write down what was asked for. */
export function recordActions(): Actions & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const ask = (what: string) => void asked.push(what);
  return {
    asked,
    pause: (id, trigger) => ask(['pause', id, ...(trigger ? [trigger] : [])].join(' ')),
    resume: (id, trigger) => ask(['resume', id, ...(trigger ? [trigger] : [])].join(' ')),
    extend: (id) => ask(`extend ${id}`),
    countdownSeen: (id) => ask(`seen ${id}`),
    capture: (id, target, action) => ask(`${action} ${target} ${id}`),
    nameReason: (...named) => ask(['reason', ...named].join(' ')),
    signIn: () => ask('sign-in'),
    tryAgain: () => ask('try-again'),
    refresh: (id) => ask(`refresh ${id}`),
    settle: (id) => ask(`settle ${id}`),
    confirmName: () => ask('confirm-name'),
    forgetSignIn: () => ask('forget-sign-in'),
  };
}
