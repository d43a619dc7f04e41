import type { Cancel, Clock, FeedEvent, Ids } from '../app/ports.ts';
import { FRAME_MAX_AGE_MS } from '../domain/evidence-state.ts';
import type { PanelMessage, SharedChannel } from './message.ts';

/** A leader that lives answers in milliseconds, also from a page in the background. */
const ANSWER_MS = 2_000;
/** While a pause is claimed on its frames the leader is asked this often whether it still lives. Costs no request. */
const ASK_EVERY_MS = 3_000;
/** While the leader looks for a channel it is asked now and then whether it is still there. */
const ASK_AGAIN_MS = 20_000;
/** A timer that is so much too late says that this page stood still: the answer may be waiting behind it. */
const LATE_MS = 1_000;

export interface FollowingDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly ids: Ids;
  post(message: PanelMessage): void;
  read(text: string): FeedEvent | undefined;
  opened(quietMs: number): void;
  report(event: FeedEvent): void;
  /** The leader is mute: it does not answer. */
  alone(): void;
}

/** A panel that lives on the frames of the leader. */
export interface Following {
  hear(message: PanelMessage): void;
  probe(): void;
  replace(): void;
  /** See `CallFeed.heed`. */
  heed(closely: boolean): void;
  /** Nothing more is heard from this leader. Answers the channel that it left behind. */
  end(): SharedChannel | undefined;
}

/**
 * Nothing is believed because the leader was alive a while ago: a generation begins with the answer to a question of our
 * own, which proves that the leader lived after it was asked. Anything else may have waited in a queue while this page
 * stood still.
 */
export function follow({ clock, ids, post, read, opened, report, alone }: FollowingDeps): Following {
  /** The leader's open generation, confirmed by the leader itself. */
  let term: string | undefined;
  let channel: SharedChannel | undefined;
  let question: { readonly id: string; readonly at: number } | undefined;
  /** The leader lived at this time. */
  let provedAt = -Infinity;
  let isClose = false;
  let cancelSilence: Cancel = () => undefined;
  /** For the answer to the question, or until the next one. */
  let cancelNext: Cancel = () => undefined;

  function next(ms: number, run: () => void) {
    cancelNext();
    cancelNext = clock.after(ms, run);
  }
  function ask() {
    question = { id: ids.next(), at: clock.now() };
    post({ kind: 'hello', ask: question.id });
    next(ANSWER_MS, unanswered);
  }
  function unanswered() {
    const isLate = question !== undefined && clock.now() > question.at + ANSWER_MS + LATE_MS;
    lose('silent');
    if (isLate) ask();
    else alone();
  }
  function askWhenDue() {
    noticeGap();
    if (question === undefined) ask();
  }
  /** After a sleep the leader is as surprised as we are: it gets a moment before ten panels open ten channels. */
  function noticeGap() {
    const dueAt = provedAt + ASK_EVERY_MS + ANSWER_MS + LATE_MS;
    if (!isClose || term === undefined || clock.now() <= dueAt) return;
    lose('silent');
    ask();
  }
  function lose(why: 'closed' | 'silent') {
    cancelSilence();
    if (term === undefined) return;
    term = undefined;
    report({ kind: 'lost', why });
  }
  function silent() {
    lose('silent');
    ask();
  }
  function alive(quietMs: number) {
    cancelSilence();
    cancelSilence = clock.after(FRAME_MAX_AGE_MS - quietMs, silent);
  }

  function hearState(state: Extract<PanelMessage, { kind: 'state' }>) {
    // Nothing is claimed without a channel, so that this needs no proof.
    if (state.term === undefined) return noChannel();
    if (question !== undefined && state.to === question.id) return answered(question.at, state.term, state);
    if (state.term === term) return;
    lose('closed');
    if (question === undefined) ask();
  }
  function noChannel() {
    lose('closed');
    channel = undefined;
    question = undefined;
    next(ASK_AGAIN_MS, ask);
  }
  function answered(
    askedAt: number,
    now: string,
    { quietMs, channel: open }: Extract<PanelMessage, { kind: 'state' }>,
  ) {
    const quietNowMs = quietMs + (clock.now() - askedAt);
    // It has not noticed yet that its channel is dead, and is given until the answer is due.
    if (quietNowMs >= FRAME_MAX_AGE_MS) return;
    question = undefined;
    provedAt = askedAt;
    cancelNext();
    if (isClose) next(ASK_EVERY_MS, askWhenDue);
    channel = open;
    if (now === term) return;
    lose('closed');
    term = now;
    opened(quietNowMs);
    alive(quietNowMs);
  }

  ask();
  return {
    hear(message) {
      noticeGap();
      switch (message.kind) {
        case 'state':
          return hearState(message);
        case 'bye':
          lose('closed');
          return ask();
        case 'frame': {
          if (message.term !== term) return;
          alive(0);
          report({ kind: 'frame' });
          const event = read(message.text);
          if (event !== undefined) report(event);
          return;
        }
        default:
      }
    },
    probe() {
      post({ kind: 'probe' });
      // The leader says itself when its probe is not answered. Here it has to prove that it is there.
      ask();
    },
    replace() {
      if (term !== undefined) post({ kind: 'replace', term });
    },
    heed(closely) {
      const begins = closely && !isClose;
      isClose = closely;
      if (term === undefined) return;
      if (!begins) return noticeGap();
      // Until now nobody asked: the leader is given the time of an answer.
      provedAt = Math.max(provedAt, clock.now() - ASK_EVERY_MS);
      if (question === undefined) ask();
    },
    end() {
      cancelNext();
      lose('closed');
      return channel;
    },
  };
}
