import callEvent from '../../test/fixtures/call-event.json' with { type: 'json' };
import callList from '../../test/fixtures/call-conversations.json' with { type: 'json' };
import channel from '../../test/fixtures/channel.json' with { type: 'json' };
import conversation from '../../test/fixtures/conversation.json' with { type: 'json' };
import conversationEvent from '../../test/fixtures/conversation-event.json' with { type: 'json' };
import denied from '../../test/fixtures/error-missing-permission.json' with { type: 'json' };
import heartbeat from '../../test/fixtures/heartbeat.json' with { type: 'json' };
import limited from '../../test/fixtures/error-rate-limit.json' with { type: 'json' };
import me from '../../test/fixtures/user-me.json' with { type: 'json' };
import pong from '../../test/fixtures/pong.json' with { type: 'json' };
import subscriptions from '../../test/fixtures/subscriptions.json' with { type: 'json' };
import system from '../../test/fixtures/system-message.json' with { type: 'json' };
import { MARKS } from './hostile.ts';

interface Body {
  participants?: { user?: { id?: string }; purpose?: string }[];
}

const asRecord = (value: unknown) => value as Record<string, unknown>;
const bodyOf = (value: unknown): unknown => asRecord(value)['eventBody'] ?? value;
const entities = (asRecord(callList)['entities'] ?? []) as unknown[];
const callBody = bodyOf(callEvent) as Body;

/** The agent of the call fixtures, so that what follows from an own leg is reached. */
export const USER =
  [callBody, ...(entities as Body[])]
    .flatMap(({ participants }) => participants ?? [])
    .find(({ user }) => user?.id !== undefined)?.user?.id ?? 'user';

/** The words that must not get out, where people write them. */
const written = <T extends object>(body: T): T => ({
  ...body,
  address: MARKS.phone,
  participants: ((body as Body).participants ?? []).map((participant) => ({
    ...participant,
    name: MARKS.name,
    address: `tel:${MARKS.phone}`,
    ani: MARKS.phone,
    attributes: { card: MARKS.card, note: MARKS.name },
  })),
});

const frame = (topicName: string, eventBody: unknown) => ({ topicName, version: '2', eventBody });

export const PAYLOADS = {
  calls: [written(callBody), ...entities.map((one) => written(one as object))],
  conversations: [written(bodyOf(conversation) as object), written(bodyOf(conversationEvent) as object)],
  callList,
  channel,
  topics: subscriptions,
  me,
  frames: [
    frame(`v2.users.${USER}.conversations.calls`, written(callBody)),
    frame(`v2.users.${USER}.conversations`, written(bodyOf(conversationEvent) as object)),
    heartbeat,
    pong,
    system,
  ],
  errors: [
    denied,
    limited,
    { message: MARKS.name, code: MARKS.card, contextId: MARKS.phone, messageParams: { a: MARKS.name } },
  ],
  facts: {
    id: 'a',
    wishId: 'w',
    at: '2026-01-05T09:00:00.000Z',
    app: 'x',
    actor: 'user',
    conversationId: 'c',
    action: 'pause',
    target: 'policy',
    trigger: 'agent',
    phase: 'requested',
    latencyMs: 3,
  },
  panelMessages: [
    { rc: 'panels', v: 1, kind: 'hello' },
    {
      rc: 'panels',
      v: 1,
      kind: 'state',
      quietMs: 3,
      term: 'a.1',
      channel: { id: 'c', connectUri: 'wss://x/c' },
    },
    { rc: 'panels', v: 1, kind: 'frame', term: 'a.1', text: '{}' },
    { rc: 'panels', v: 1, kind: 'replace', term: 'a.1' },
  ],
  tokenMessages: [
    { rc: 'tokens', v: 1, kind: 'wanted', id: 'x', userId: 'u', tab: 't' },
    { rc: 'tokens', v: 1, kind: 'given', id: 'x', token: MARKS.token, expiresAt: 5, userId: 'u' },
    { rc: 'tokens', v: 1, kind: 'here', userId: 'u', tab: 't' },
  ],
  config: {
    version: 1,
    oauth: {
      clientId: '0a1c5e00-0000-4000-8000-00000000f00d',
      grant: 'pkce',
      redirectUri: 'https://app.example/index.html',
    },
    region: 'mypurecloud.com',
    gateway: { protocol: 'https', host: 'proxy.example', port: 443, loginPath: '/login', apiPath: '/api' },
    host: { allowedOrigins: ['https://crm.example'] },
    startStop: 'snippet',
    screen: 'warn',
    reasons: [{ code: 'payment', label: { 'en-US': 'Payment' } }],
    pause: { maxSeconds: 180, warnAfterSeconds: 90, extendSeconds: 60, maxExtensions: 2, autoResume: false },
    audit: { participantData: true },
    shortcuts: { pause: 'Alt+Shift+P', resume: 'Alt+Shift+R' },
    setup: { clientId: 'setup' },
    signIn: { keep: 'tab' },
    queues: { '9e000000-0000-4000-8000-000000000001': { pause: { maxSeconds: 60, autoResume: true } } },
  },
} as const;
