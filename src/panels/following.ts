import type { Cancel, Clock, FeedEvent } from '../app/ports.ts';
import type { PanelMessage, SharedChannel } from './message.ts';

/** A heartbeat comes every 30 s; without a frame for this long nothing is known (contract: Unknown after 36 s). */
const SILENCE_MS = 35_000;
/** A leader that lives answers in milliseconds, also from a page in the background. */
const ANSWER_MS = 2_000;
/** While the leader looks for a channel it is asked now and then whether it is still there. Costs no request. */
const ASK_AGAIN_MS = 20_000;

export interface FollowingDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  post(message: PanelMessage): void;
  read(text: string): FeedEvent | undefined;
  opened(quietMs: number): void;
  report(event: FeedEvent): void;
  /** The leader is mute: nothing comes and it does not answer. */
  alone(): void;
}

/** A panel that lives on the frames of the leader. */
export interface Following {
  hear(message: PanelMessage): void;
  probe(): void;
  replace(): void;
  /** Nothing more is heard from this leader. Answers the channel that it left behind. */
  end(): SharedChannel | undefined;
}

export function follow({ clock, post, read, opened, report, alone }: FollowingDeps): Following {
  /** The leader's open generation, confirmed by the leader itself. */
  let term: string | undefined;
  let channel: SharedChannel | undefined;
  let cancelSilence: Cancel = () => undefined;
  let cancelAsk: Cancel = () => undefined;

  function ask() {
    post({ kind: 'hello' });
    cancelAsk();
    cancelAsk = clock.after(ANSWER_MS, alone);
  }
  function lose(why: 'closed' | 'silent') {
    cancelSilence();
    if (term === undefined) return;
    term = undefined;
    report({ kind: 'lost', why });
  }
  function silent() {
    lose('silent');
    // After a sleep the leader is as surprised as we are: it gets a moment before ten panels open ten channels.
    ask();
  }
  function alive(quietMs: number) {
    cancelSilence();
    cancelSilence = clock.after(SILENCE_MS - quietMs, silent);
  }
  function hearState({ term: now, quietMs, channel: open }: Extract<PanelMessage, { kind: 'state' }>) {
    if (now === undefined) {
      lose('closed');
      channel = undefined;
      cancelAsk();
      cancelAsk = clock.after(ASK_AGAIN_MS, ask);
      return;
    }
    // It has not noticed yet that its channel is dead, and is given until the answer is due.
    if (quietMs >= SILENCE_MS) return;
    cancelAsk();
    channel = open;
    if (now === term) return;
    lose('closed');
    term = now;
    opened(quietMs);
    alive(quietMs);
  }

  ask();
  return {
    hear(message) {
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
    end() {
      cancelAsk();
      lose('closed');
      return channel;
    },
  };
}
