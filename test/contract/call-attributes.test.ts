// @vitest-environment sdk
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallAnswer, FaultRequest } from '../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { writeAttributes } from '../../src/genesys/call-attributes.ts';
import { attributeKey, attributeValue } from '../../src/outbox/call-attribute.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import { makeFacts } from '../support/audit-facts.ts';
import { adapters } from './adapters.ts';
import { tokenOf } from './sandbox-client.ts';

let sandbox: Sandbox;
let world: ReturnType<typeof adapters>;
let call: CallAnswer;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.switch({ readLagMs: 0 });
  world = adapters(sandbox);
  world.client.setToken(await tokenOf(sandbox));
  call = await sandbox.control.call();
});

const entry = seal(
  makeFacts({ phase: 'confirmed', platformAt: '2026-01-05T14:02:07.500Z' }),
  emptyChain('5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f'),
);
const key = attributeKey(entry);
const value = attributeValue(entry, 'payment', entry);
const write = (
  attributes: Record<string, string> = { [key]: value },
  participantId = call.agentParticipantId,
) => writeAttributes(world.rest, { conversationId: call.conversationId, participantId }, attributes);
const marksOf = async (participantId: string) => {
  const read = await world.api.readCall(call.conversationId);
  return read.ok ? read.value.legs.find((leg) => leg.participantId === participantId)?.marks : undefined;
};

describe('an attribute of a call', () => {
  it('stands in the next read as it was written, beside what others have written', async () => {
    expect(await write({ someone: 'else', 'rc1.other': '2' })).toEqual({ ok: true, value: undefined });
    expect(await write()).toEqual({ ok: true, value: undefined });
    expect(await marksOf(call.agentParticipantId)).toEqual({ 'rc1.other': '2', [key]: value });
    expect(await marksOf(call.customerParticipantId)).toBeUndefined();
  });

  const at = { endpoint: 'attributes' } as const;
  it.each<[string, FaultRequest, object]>([
    ['400', { fault: 'status', status: 400, ...at }, { kind: 'bad-request' }],
    ['403', { fault: 'status', status: 403, permission: 'conversation:x:edit', ...at }, { kind: 'denied' }],
    ['404', { fault: 'status', status: 404, ...at }, { kind: 'not-found' }],
    [
      '429',
      { fault: 'status', status: 429, retryAfter: '7', ...at },
      { kind: 'rate-limited', retryAfterMs: 7_000 },
    ],
    ['503', { fault: 'status', status: 503, ...at }, { kind: 'outage', status: 503 }],
    ['an answer that is lost', { fault: 'lost', when: 'after', ...at }, { kind: 'offline' }],
  ])('takes %s for what it is', async (_what, fault, failure) => {
    await sandbox.control.fault(fault);
    expect(await write()).toMatchObject({ ok: false, failure });
  });

  it('is refused where it is too long, where there are too many, and where nobody is', async () => {
    await sandbox.control.switch({ attributeLength: value.length - 1 });
    expect(await write()).toMatchObject({ failure: { kind: 'bad-request' } });
    await sandbox.control.switch({ attributeLength: value.length, attributesPerParticipant: 0 });
    expect(await write()).toMatchObject({ failure: { kind: 'bad-request' } });
    expect(await write(undefined, 'nobody')).toMatchObject({ failure: { kind: 'not-found' } });
  });

  it('goes to no address that an id makes up', async () => {
    expect(await write(undefined, '../x')).toMatchObject({ failure: { kind: 'not-found' } });
    expect((await sandbox.control.requests()).filter(({ method }) => method === 'PATCH')).toEqual([]);
  });
});
