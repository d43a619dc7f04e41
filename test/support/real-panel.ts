import { store } from '../../src/app/store.ts';
import { createSession } from '../../src/app/session.ts';
import type { Actions, AppView, ConversationView } from '../../src/app/view.ts';
import type { AuditFacts, WishAction } from '../../src/domain/audit.ts';
import { ok } from '../../src/domain/result.ts';
import { createRest } from '../../src/genesys/http/rest.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import { mountAgent } from '../../src/ui/agent/mount-agent.tsx';
import { LimitRow } from '../../src/ui/limit/LimitRow.tsx';
import { seenPast } from '../../src/app/timeline/seen.ts';
import { DetailsBody } from '../../src/ui/details/DetailsBody.tsx';
import { pausedBy, pausedSince } from '../../src/ui/details/marked-pause.tsx';
import { WhyPaused } from '../../src/ui/details/WhyPaused.tsx';
import { counterIds, silentLog } from './browser-fakes.ts';
import { AGENT, CONVERSATION, makePolicy } from './builders.ts';
import { callPlatform } from './call-platform.ts';
import { fakeClock } from './fake-clock.ts';

/** Button, and the state of the call in which it is worth pressing. */
const CASES = {
  pause: { name: 'Pause recording', isPaused: false, hasSnippet: false },
  resume: { name: 'Resume recording', isPaused: true, hasSnippet: false },
  start: { name: 'Start snippet', isPaused: false, hasSnippet: false },
  stop: { name: 'Stop snippet', isPaused: false, hasSnippet: true },
} as const satisfies Record<WishAction, object>;

/** Longer than three retries of a command that times out, and than any episode of reads. */
const LONG_MS = 45_000;

/** The product from the transport up to the DOM, on a clock of the test's, with its state proven and one button to press. */
export async function openPanel(action: WishAction) {
  const { name, ...start } = CASES[action];
  const clock = fakeClock();
  const platform = callPlatform(clock, start);
  const told: AuditFacts[] = [];
  const view = store<AppView>({ phase: 'starting' });
  let isSignedOut = false;
  const show = (conversations: readonly ConversationView[]) => {
    view.value = isSignedOut
      ? {
          phase: 'signed-out',
          conversations,
          why: 'ended',
          isWindowOpen: false,
          isKept: true,
          registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
        }
      : {
          phase: 'ready',
          conversations,
          disabledSections: [],
          who: { name: 'Ada Byron', settled: true, asks: false },
        };
  };
  const session = createSession(
    {
      api: createRecordingApi(createRest(platform.transport, clock)),
      feed: platform.feed,
      journal: {
        intent: () => true,
        append: (facts) => {
          told.push(facts);
          return Promise.resolve(ok(undefined));
        },
        adoptLeftOvers: () => Promise.resolve(ok([])),
      },
      clock,
      ids: counterIds(),
      log: silentLog,
    },
    {
      me: {
        userId: AGENT,
        permissions: new Set(['conversation:recording:pause', 'conversation:recording:snippetRecord']),
      },
      conversationId: CONVERSATION,
      origin: { app: '0.1.0', userId: AGENT },
      policyFor: () => ({ ...makePolicy(), startStop: 'snippet' }),
      settled: true,
      onMatch: () => {},
      onSignedOut() {
        isSignedOut = true;
        show(session.conversations.value);
      },
    },
  );
  const stop = session.conversations.subscribe(show);
  const nothing = () => {};
  const actions: Actions = {
    pause: (id) => session.ask(id, 'pause', 'agent'),
    resume: (id) => session.ask(id, 'resume', 'agent'),
    extend: (id) => session.extend(id),
    countdownSeen: (id) => session.countdownSeen(id),
    capture: (id, target, wanted) => session.askCapture(id, target, wanted, 'agent'),
    nameReason: (...named) => session.nameReason(...named),
    refresh: (id) => session.refresh(id),
    settle: (id) => session.settle(id),
    signIn: nothing,
    tryAgain: nothing,
    confirmName: nothing,
    forgetSignIn: nothing,
  };
  const root = document.createElement('div');
  document.body.append(root);
  const unmount = mountAgent(root, view, () => actions, {
    clock: { steady: clock.steady, after: () => nothing },
    language: 'en-US',
    loadDetails: async () => ({
      Body: DetailsBody,
      Why: WhyPaused,
      PausedBy: pausedBy(async () => []),
      PausedSince: pausedSince(async () => []),
      seenPast,
      readLog: async () => [],
      followProof: () => () => {},
      saveLog: async () => {},
    }),
    past: (id) => session.past(id),
    loadLimit: async () => LimitRow,
    lookBack: async () => undefined,
    onBug: (error) => {
      throw error;
    },
  });
  await clock.pass(3_000);

  const button = (wanted: string) =>
    [...root.querySelectorAll('button')].find((one) => one.textContent?.trim() === wanted);
  return {
    root,
    clock,
    platform,
    told,
    button,
    region: (): HTMLElement => {
      const region = root.querySelector<HTMLElement>('[role="region"]');
      if (!region) throw new Error('The panel shows no call.');
      return region;
    },
    click(): void {
      const wanted = button(name);
      if (!wanted || wanted.ariaDisabled === 'true') throw new Error(`${name} cannot be pressed.`);
      wanted.click();
    },
    /** Until nothing that was begun is open any more. */
    finish: () => clock.pass(LONG_MS),
    close(): void {
      stop();
      session.close();
      unmount();
      root.remove();
    },
  };
}
