import * as fc from 'fast-check';
import { viewOf } from '../../src/app/view-state.ts';
import { createStory } from '../../src/app/story.ts';
import { decodeConfig } from '../../src/config/decode-config.ts';
import { newCall, step, type Call } from '../../src/domain/call.ts';
import type { CallInput } from '../../src/domain/call-input.ts';
import { ok } from '../../src/domain/result.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { readRelayed } from '../../src/genesys/feed/read-frame.ts';
import { failureOf } from '../../src/genesys/http/failure-of.ts';
import { isSignInMessage, readAnswer, viaOf, withoutAnswer } from '../../src/genesys/sign-in/answer.ts';
import { createAttempts } from '../../src/genesys/sign-in/attempts.ts';
import { decodeCall, decodeCalls } from '../../src/genesys/wire/call.ts';
import { decodeChannel, decodeSubscriptions } from '../../src/genesys/wire/channel.ts';
import { decodeConversation, decodeConversations } from '../../src/genesys/wire/conversation.ts';
import { decodeFrame } from '../../src/genesys/wire/frame.ts';
import { decodeMe, decodeTokenInfo } from '../../src/genesys/wire/identity.ts';
import { parseLaunch } from '../../src/launch/launch.ts';
import { seal, emptyChain } from '../../src/outbox/chain.ts';
import { decodeFacts } from '../../src/outbox/facts.ts';
import { decode as decodePanelMessage, encode } from '../../src/panels/message.ts';
import { decodeTabMessage } from '../../src/panels/tab-message.ts';
import { decodeTokenMessage, encodeTokenMessage } from '../../src/panels/token-message.ts';
import { createLog } from '../../src/platform/log.ts';
import { isClean, isDeclared, isUnharmed } from './checks.ts';
import { hostileText, hostileValue, payloadLike, textLike } from './hostile.ts';
import { PAYLOADS, USER } from './payloads.ts';

export interface Target {
  readonly name: string;
  readonly property: fc.IAsyncProperty<[unknown]> | fc.IProperty<[unknown]>;
}

const on = (name: string, input: fc.Arbitrary<unknown>, check: (input: never) => void): Target => ({
  name,
  property: fc.property(input, (value) => {
    check(value as never);
    isUnharmed();
  }),
});

const lines: string[] = [];
const log = createLog(
  () => 0,
  (line) => void lines.push(line),
);
const logIsClean = (): void => {
  for (const line of lines.splice(0)) isClean(line);
};

const decoder = (
  name: string,
  decode: (value: unknown) => Parameters<typeof isDeclared>[0],
  ...payloads: readonly unknown[]
): Target =>
  on(name, payloadLike(...payloads), (value: unknown) => {
    const result = decode(value);
    isDeclared(result);
    log.note('fuzz', { what: result.failure?.what });
    logIsClean();
  });

/** What follows from a snapshot that was let in: the claim, the view, the journal entry. */
function follow(snapshot: Snapshot): void {
  const policy = {
    screen: 'block',
    maxSeconds: 180,
    warnAfterSeconds: 90,
    extendSeconds: 60,
    maxExtensions: 2,
    autoResume: true,
  } as const;
  let call: Call = newCall(snapshot.conversationId, USER, policy);
  let at = 0;
  const give = (input: CallInput) => {
    at += 1_100;
    const next = step(call, input, at, at);
    call = next.call;
    for (const effect of next.effects) {
      if (effect.kind === 'read')
        call = step(
          call,
          { kind: 'read-answered', readId: effect.readId, result: ok(snapshot) },
          at,
          at,
        ).call;
    }
  };
  give({ kind: 'opened', generation: 1 });
  give({ kind: 'event', snapshot });
  give({ kind: 'asked', action: 'pause', wishId: 'wish', trigger: 'agent' });
  give({ kind: 'tick' });
  viewOf(call, {
    shownSince: (since) => ({ ...since, steadyAt: 0 }),
    shownAt: (at) => at,
    signedOut: false,
    isRenewing: false,
    notLogged: false,
    isSettled: true,
    isHeldBack: false,
    isOpening: false,
    startStop: 'snippet',
    permissions: new Set(),
    other: undefined,
  });
  const story = createStory(
    { app: 'fuzz', userId: USER },
    { now: () => at, wall: () => at, steady: () => at, after: () => () => undefined },
    { next: () => 'id' },
  );
  const facts = story.observed(call, 'safe-shown');
  // Ids are the platform's own; what people write stands in other fields and has no way into an entry.
  const {
    participantId: _participant,
    queueId: _queue,
    conversationId: _conversation,
    ...rest
  } = seal(facts, emptyChain('chain'));
  isClean(JSON.stringify(rest));
}

function snapshots(name: string, decode: typeof decodeCall, ...payloads: readonly unknown[]): Target {
  return on(name, payloadLike(...payloads), (value: unknown) => {
    const result = decode(value);
    isDeclared(result);
    if (result.ok) follow(result.value);
  });
}

const url = fc
  .tuple(
    fc.constantFrom(
      'code',
      'state',
      'error',
      'access_token',
      'expires_in',
      'gcConversationId',
      'gcHostOrigin',
      'view',
      '__proto__',
    ),
    hostileText,
  )
  .map(([key, value]) => new URLSearchParams([[key, value]]).toString());
const query = fc.array(url, { maxLength: 6 }).map((pairs) => pairs.join('&'));

export const TARGETS: readonly Target[] = [
  snapshots('call', decodeCall, ...PAYLOADS.calls),
  snapshots('conversation', decodeConversation, ...PAYLOADS.conversations),
  decoder('list of calls', decodeCalls, PAYLOADS.callList),
  decoder('list of conversations', decodeConversations, { entities: PAYLOADS.conversations }),
  decoder('channel', decodeChannel, PAYLOADS.channel),
  decoder('topics', decodeSubscriptions, PAYLOADS.topics),
  decoder('user', decodeMe, PAYLOADS.me),
  decoder('token', decodeTokenInfo, { organization: { id: 'x' } }),
  on('frame', textLike(...PAYLOADS.frames), (text: string) => {
    isDeclared(decodeFrame(text, { nested: decodeConversation }));
    const event = readRelayed(text, USER, log);
    if (event?.kind === 'snapshot') follow(event.snapshot);
    logIsClean();
  }),
  on(
    'refusal',
    fc.record({
      status: fc.constantFrom(400, 401, 403, 404, 409, 429, 500, 302, 0, -1),
      retry: hostileText,
      trace: hostileText,
      body: payloadLike(...PAYLOADS.errors),
    }),
    ({ status, retry, trace, body }: { status: number; retry: string; trace: string; body: unknown }) => {
      const failure = failureOf(
        { kind: 'answered', status, headers: { 'retry-after': retry, 'inin-correlation-id': trace }, body },
        0,
      );
      if (
        failure.kind === 'rate-limited' &&
        failure.retryAfterMs !== undefined &&
        !(failure.retryAfterMs >= 0 && failure.retryAfterMs <= 3_600_000)
      )
        throw new Error(`A wait of ${failure.retryAfterMs} ms.`);
      log.note('refused', {
        kind: failure.kind,
        correlationId: failure.correlationId,
        ...('code' in failure && { code: failure.code }),
      });
      logIsClean();
    },
  ),
  on('line of the journal', textLike(PAYLOADS.facts), (text: string) => void decodeFacts(text)),
  on('message of a sibling', payloadLike(...PAYLOADS.panelMessages), (value: unknown) => {
    const message = decodePanelMessage(value);
    // What was understood is said again in the same words, and nothing else comes along.
    if (message !== undefined && message !== 'foreign') {
      const again = decodePanelMessage(structuredClone(encode(message)));
      if (JSON.stringify(again) !== JSON.stringify(message))
        throw new Error('It is understood in another way the second time.');
    }
  }),
  on('token of a sibling', payloadLike(...PAYLOADS.tokenMessages), (value: unknown) => {
    const message = decodeTokenMessage(value);
    if (message) decodeTokenMessage(encodeTokenMessage(message));
  }),
  on(
    'message about a tab',
    payloadLike({ rc: 'tab', v: 1, kind: 'prove', nonce: '00000000-1' }),
    (value: unknown) => {
      const message = decodeTabMessage(value);
      // It becomes part of a storage key.
      if (message && !/^[\w-]{8,64}$/.test(message.nonce)) throw new Error('A nonce that is no key.');
    },
  ),
  on(
    'message of a sign-in window',
    payloadLike({ type: 'rc1.sign-in', search: '?code=1&state=child-x', hash: '' }),
    (value: unknown) => {
      if (isSignInMessage(value)) readAnswer(value);
    },
  ),
  on('answer of the sign-in page', fc.tuple(query, query), ([search, hash]: [string, string]) => {
    const returned = readAnswer({ search: `?${search}`, hash: `#${hash}` });
    if (returned?.answer.kind === 'error') log.note('sign-in-refused', { error: returned.answer.error });
    logIsClean();
    if (returned) viaOf(returned.state);
    if (/(^|&|\?)(code|state|access_token)=/.test(withoutAnswer(`?${search}`)))
      throw new Error('An answer stays in the URL.');
  }),
  on(
    'state',
    fc.tuple(hostileText, hostileValue, fc.boolean()),
    ([state, stored, isOurs]: [string, unknown, boolean]) => {
      const map = new Map<string, string>();
      // As a storage has it: keys are own properties.
      const storage = new Proxy({} as Record<string, unknown>, {
        ownKeys: () => [...map.keys()],
        getOwnPropertyDescriptor: (_t, key) =>
          map.has(String(key))
            ? { configurable: true, enumerable: true, value: map.get(String(key)) }
            : undefined,
        get: (_t, key) =>
          ({
            getItem: (name: string) => map.get(name) ?? null,
            setItem: (name: string, value: string) => void map.set(name, value),
            removeItem: (name: string) => void map.delete(name),
          })[String(key)],
      }) as unknown as Storage;
      const attempts = createAttempts(() => storage);
      const own = 'a'.repeat(32);
      attempts.save(own, { query: '?x', at: 1 });
      if (isOurs) map.set(`rc1.signin.${state}`, JSON.stringify(stored) ?? '');
      const taken = attempts.take(state);
      if (!isOurs && taken !== undefined)
        throw new Error('A state that was never given out is taken for ours.');
      if (attempts.take(own) === undefined && state !== own) throw new Error('Our own attempt was lost.');
      if (attempts.take(own) !== undefined) throw new Error('A state serves twice.');
    },
  ),
  on('launch', query, (search: string) => void parseLaunch(`?${search}`)),
  on('config', payloadLike(PAYLOADS.config), (value: unknown) => {
    const decoded = decodeConfig(value);
    if (!decoded.ok && decoded.problem.kind !== 'config-invalid')
      throw new Error(`Failed as ${decoded.problem.kind}.`);
    isUnharmed();
  }),
  on(
    'log',
    fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(hostileText, fc.double(), fc.boolean())),
    (fields: Record<string, string>) => {
      log.note('fuzz', fields);
      logIsClean();
    },
  ),
];
