import { afterHearing } from '../../after-hearing.ts';
import type { Clock } from '../../app/ports.ts';
import { onAnswer, type Answered, type ListeningPage } from './answers.ts';
import { authorizeRequest, type RequestDeps } from './authorize-request.ts';

/** A frame that nobody sees, inside the panel. */
export interface HiddenFrame {
  go(url: string): void;
  /** Calls back each time a page has loaded in it, also the browser's own error page. */
  onLoad(run: () => void): void;
  /** Whether a message comes from here. */
  sent(source: MessageEventSource | null): boolean;
  close(): void;
}

export interface HiddenFrameDeps extends RequestDeps {
  readonly clock: Pick<Clock, 'after'>;
  readonly page: ListeningPage;
}

/** A page that has loaded without an answer may still send the browser on by a script. */
const GRACE_MS = 400;
const AT_MOST_MS = 2_000;

/**
 * Asks the sign-in page in a hidden frame, which is sound only for a page that knows the user and asks for nothing. An
 * opportunity, never a wait: a page that refuses to be framed, or wants something of the user, loads without an answer, and
 * that is the end of it.
 */
export async function signInHidden(
  open: () => HiddenFrame,
  deps: HiddenFrameDeps,
): Promise<Answered | undefined> {
  const request = await authorizeRequest('child', deps);
  if (request === undefined) return undefined;
  const frame = open();
  return new Promise((resolve) => {
    const stop = onAnswer(deps.page, (source) => frame.sent(source), request, end);
    const cancelEnd = afterHearing(deps.clock, AT_MOST_MS, end);
    let cancelGrace = () => {};
    function end(answer?: Answered) {
      stop();
      cancelEnd();
      cancelGrace();
      frame.close();
      resolve(answer);
    }
    frame.onLoad(() => {
      cancelGrace();
      cancelGrace = deps.clock.after(GRACE_MS, end);
    });
    frame.go(request.url);
  });
}

export function openHiddenFrame(document: Document): HiddenFrame {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.ariaHidden = 'true';
  frame.tabIndex = -1;
  return {
    go(url) {
      frame.src = url;
      document.body.append(frame);
    },
    onLoad: (run) => frame.addEventListener('load', run),
    sent: (source) => source !== null && source === frame.contentWindow,
    close: () => frame.remove(),
  };
}
