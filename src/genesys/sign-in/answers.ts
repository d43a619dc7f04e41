import { isSignInMessage, readAnswer, type SignInAnswer } from './answer.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** What is used of `window`. */
export type ListeningPage = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly location: Pick<Location, 'origin'>;
};

/** An answer, with what only the attempt itself knows. */
export type Answered = SignInAnswer & { readonly verifier?: string };

/** Calls back with the answer to this attempt. Incoming messages: origin, then source, then shape, then content. */
export function onAnswer(
  page: ListeningPage,
  sent: (source: MessageEventSource | null) => boolean,
  { state, verifier }: AuthorizeRequest,
  run: (answer: Answered) => void,
): () => void {
  function hear({ origin, source, data }: MessageEvent<unknown>) {
    if (origin !== page.location.origin || !sent(source) || !isSignInMessage(data)) return;
    const returned = readAnswer(data);
    if (returned?.state !== state) return;
    run({ ...returned.answer, ...(verifier !== undefined && { verifier }) });
  }
  page.addEventListener('message', hear);
  return () => page.removeEventListener('message', hear);
}
