import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ok } from '../../../../src/domain/result.ts';
import { ownLeg, ownLegs } from '../../../../src/domain/snapshot.ts';
import { decodeCall, decodeCalls } from '../../../../src/genesys/wire/call.ts';
import { decodeChannel, decodeSubscriptions } from '../../../../src/genesys/wire/channel.ts';
import { decodeConversation } from '../../../../src/genesys/wire/conversation.ts';
import { readErrorBody } from '../../../../src/genesys/wire/error-body.ts';
import { decodeFrame } from '../../../../src/genesys/wire/frame.ts';
import { decodeMe } from '../../../../src/genesys/wire/identity.ts';

const FOLDER = new URL('../../../fixtures/', import.meta.url);

const bodyOf = (name: string): unknown => {
  const file: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  return (file as { body: unknown }).body;
};
const frameOf = (topicName: string, name: string) =>
  decodeFrame(JSON.stringify({ topicName, version: '2', eventBody: bodyOf(name) }));

const USER = 'v2.users.5a000000-0000-4000-8000-000000000090';

/** Reads each fixture by the decoder that meets it, and what that tells at least. */
const READ: Record<string, (body: unknown, name: string) => [unknown, object]> = {
  'call-conversations': (body) => [decodeCalls(body), [{ medium: 'call', recordingState: 'none' }]],
  'call-event': (_body, name) => [
    frameOf(`${USER}.conversations.calls`, name),
    {
      kind: 'snapshot',
      snapshot: { recordingState: 'active', legs: [{ screen: 'active', recorders: { customer: 'active' } }] },
    },
  ],
  'call-ringing': (body) => [
    decodeCall({ id: 'c', participants: (body as object[]).map((told, n) => ({ id: `p${n}`, ...told })) }),
    { legs: [{ ringing: true }, { connected: true }, { live: false }, { live: false }] },
  ],
  channel: (body) => [decodeChannel(body), { connectUri: expect.stringMatching(/^wss:/) }],
  'conversation-event': (body) => [
    decodeFrame(JSON.stringify(body), { nested: decodeConversation }),
    { kind: 'snapshot', snapshot: { medium: 'callback', recordingState: 'none' } },
  ],
  conversation: (body) => [decodeConversation(body), { medium: 'call', recordingState: 'none' }],
  'error-missing-permission': (body) => [
    ok(readErrorBody(body)),
    { code: 'missing.any.permissions', permission: 'conversation:recording:pauseOthers' },
  ],
  'error-rate-limit': (body) => [
    ok(readErrorBody(body)),
    { code: 'too.many.requests.retry.after', retryInSeconds: 33 },
  ],
  heartbeat: (body) => [decodeFrame(JSON.stringify(body)), { kind: 'heartbeat' }],
  pong: (body) => [decodeFrame(JSON.stringify(body)), { kind: 'pong' }],
  subscriptions: (body) => [
    decodeSubscriptions(body),
    {
      inForce: [`${USER}.conversations.calls`],
      refused: [{ reason: 'text', permissions: ['example:example:view'] }],
    },
  ],
  'system-message': (_body, name) => [
    frameOf('v2.system.no_longer_subscribed.x', name),
    { kind: 'system', what: 'superseded' },
  ],
  'user-authorization': (authorization) => [
    decodeMe({ id: 'u', authorization }),
    { permissions: new Set(['integration:example:view']) },
  ],
  'user-me': (body) => [decodeMe(body), { userId: USER.slice('v2.users.'.length) }],
};

/** Frames that answer a request over the socket, which we never make. */
const NO_EVENT = ['subscribe-error'];

const names = readdirSync(fileURLToPath(FOLDER))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

describe('payloads of the real platform', () => {
  it.each(names.filter((name) => !NO_EVENT.includes(name)))('%s is read', (name) => {
    const read = READ[name];
    if (read === undefined) throw new Error(`Nothing reads the fixture ${name}: add it to READ.`);
    const [decoded, value] = read(bodyOf(name), name);
    expect(decoded).toMatchObject({ ok: true, value });
  });

  it.each(NO_EVENT)('%s is refused', (name) => {
    expect(decodeFrame(JSON.stringify(bodyOf(name)))).toMatchObject({ failure: { what: 'topicName' } });
  });

  it('takes a connected callback in after-call work for over', () => {
    const frame = decodeFrame(JSON.stringify(bodyOf('conversation-event')), { nested: decodeConversation });
    if (!frame.ok || frame.value.kind !== 'snapshot') throw new Error(JSON.stringify(frame));
    const { snapshot } = frame.value;
    const ids = snapshot.legs.flatMap(({ userId }) => userId ?? []);
    const agent = ids.find((id, at) => ids.indexOf(id) < at) ?? '';
    expect(ownLegs(snapshot, agent).map(({ live }) => live)).toEqual([false, false, false]);
    expect(ownLeg(snapshot, agent)).toBeUndefined();
    expect(snapshot.legs[0]).toMatchObject({ purpose: 'customer', live: true });
  });
});
