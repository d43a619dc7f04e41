import type { Clock, Ids } from '../../app/ports.ts';
import type { SdkClient } from '../http/sdk-client.ts';
import { isSignInMessage, readAnswer, stateFor, type SignInAnswer } from './answer.ts';
import { newVerifier, type OAuthSettings } from './oauth.ts';

/** A window of ours that shows the sign-in page while the panel stays: a hidden frame inside it, or a popup. */
export interface SignInWindow {
  readonly via: 'child' | 'popup';
  go(url: string): void;
  /** Whether a message comes from here. */
  sent(source: MessageEventSource | null): boolean;
  readonly closed: boolean;
  close(): void;
}

export interface WindowDeps {
  readonly client: SdkClient;
  readonly oauth: OAuthSettings;
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Ids;
  /** What is used of `window`. */
  readonly page: Pick<Window, 'addEventListener' | 'removeEventListener'> & {
    readonly location: Pick<Location, 'origin'>;
  };
}

/** A sign-in page that wants something of the user never answers in a hidden frame; in a popup people take their time. */
const WITHIN_MS = { child: 8_000, popup: 300_000 } as const;
const LOOK_MS = 500;

/**
 * Shows the sign-in page in this window, and answers what comes back; `undefined` when nothing does. State and verifier
 * stay in memory, so that this works where storage is denied.
 */
export async function signInWithin(
  shown: SignInWindow,
  deps: WindowDeps,
): Promise<(SignInAnswer & { readonly verifier?: string }) | undefined> {
  const { client, oauth, ids } = deps;
  const state = stateFor(shown.via, ids.next());
  const verifier = newVerifier(client, oauth);
  const url = await authorizeUrl(client, oauth, state, verifier);
  if (url === undefined) {
    shown.close();
    return undefined;
  }
  const answered = answerFrom(shown, state, deps);
  shown.go(url);
  const answer = await answered;
  shown.close();
  return answer && { ...answer, ...(verifier !== undefined && { verifier }) };
}

/**
 * What the SDK's own redirect asks for; it cannot be had to do so in a frame, and its popup trusts origins by prefix.
 * `undefined` where the browser has no cryptography (no secure context).
 */
async function authorizeUrl(
  { sdk, loginUrl }: SdkClient,
  { clientId, redirectUri }: OAuthSettings,
  state: string,
  verifier: string | undefined,
): Promise<string | undefined> {
  const common = { client_id: clientId, redirect_uri: redirectUri, state };
  const to = (query: Record<string, string>) =>
    `${loginUrl}/oauth/authorize?${new URLSearchParams({ ...common, ...query }).toString()}`;
  if (verifier === undefined) return to({ response_type: 'token' });
  try {
    const challenge = await sdk.computePKCECodeChallenge(verifier);
    return to({ response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' });
  } catch {
    return undefined;
  }
}

/** Incoming messages: origin, then source, then shape, then content. */
function answerFrom(
  shown: SignInWindow,
  state: string,
  { clock, page }: WindowDeps,
): Promise<SignInAnswer | undefined> {
  return new Promise((resolve) => {
    const cancelTimeout = clock.after(WITHIN_MS[shown.via], () => end(undefined));
    let cancelLook = clock.after(LOOK_MS, look);

    function end(answer: SignInAnswer | undefined) {
      cancelTimeout();
      cancelLook();
      page.removeEventListener('message', hear);
      resolve(answer);
    }
    function look() {
      if (shown.closed) end(undefined);
      else cancelLook = clock.after(LOOK_MS, look);
    }
    function hear({ origin, source, data }: MessageEvent<unknown>) {
      if (origin !== page.location.origin || !shown.sent(source) || !isSignInMessage(data)) return;
      const returned = readAnswer(data);
      if (returned?.state === state) end(returned.answer);
    }
    page.addEventListener('message', hear);
  });
}
