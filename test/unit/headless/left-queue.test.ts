import { describe, expect, it } from 'vitest';
import type { ApiRequest, Transport } from '../../../src/genesys/http/transport.ts';
import type { BulkResult } from '../../../src/headless/bulk/bulk-result.ts';
import { runQueue } from '../../../src/headless/bulk/queue-run.ts';
import { isOfQueue } from '../../../src/headless/all-agents.ts';
import { createCallApi } from '../../../src/headless/control/call-api.ts';
import { controlCall } from '../../../src/headless/control/control-call.ts';
import { lookAtCall } from '../../../src/headless/control/look-at-call.ts';
import { bulkSentence } from '../../../src/headless/cli/words.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const CALL = 'call-1';
const QUEUE = 'queue-1';

interface Part {
  readonly state: string;
  readonly queue?: string;
}

const bodyOf = (legs: readonly Part[]) => ({
  id: CALL,
  participants: legs.map(({ state, queue }, index) => ({
    id: `leg-${index}`,
    purpose: 'agent',
    user: { id: `user-${index}` },
    ...(queue !== undefined && { queue: { id: queue } }),
    state,
    recordingState: state === 'connected' ? 'paused' : 'none',
    securePause: state === 'connected',
    ...(state === 'terminated' && { endTime: '2026-01-05T09:05:00.000Z' }),
  })),
});

/** A run over the queue; analytics knows the call as one of it, because one of its segments was. */
async function resumed(legs: readonly Part[], dryRun: boolean) {
  const clock = fakeClock();
  const commands: ApiRequest[] = [];
  const results: BulkResult[] = [];
  const transport: Transport = async (request) => {
    if (request.method !== 'GET') commands.push(request);
    return { kind: 'answered', status: 200, headers: {}, body: bodyOf(legs) };
  };
  const permit = { transport: () => transport, wasDelayed: false, done() {} };
  const deps = {
    clock,
    journal: {
      intent: () => true,
      append: async () => ({ ok: true as const, value: undefined }),
      adoptLeftOvers: async () => ({ ok: true as const, value: [] }),
    },
    ids: { next: () => 'id' },
    log: { note() {} },
    app: '1.0.0',
  };
  const feed = { start() {}, replace() {}, probe() {}, close() {} };
  const running = runQueue(
    {
      pacer: {
        admit: async () => permit,
        urgent: () => permit,
        transport,
        held: 0,
        blockedUntil: 0,
        stats: { requests: 0, rateLimited: 0, firstAt: 0, lastAt: 0 },
      },
      clock,
      list: async () => ({ ok: true, value: [{ conversationId: CALL }] }),
      listen: async () => {},
      feedOf: () => feed,
      control: (_permit, callFeed, order) =>
        controlCall({ ...deps, feed: callFeed, api: createCallApi(permit, clock) }, order),
      look: (_permit, order) => lookAtCall({ clock, api: createCallApi(permit, clock) }, order),
      result: (result) => void results.push(result),
      progress() {},
    },
    { queueId: QUEUE, action: 'resume', target: 'policy', dryRun },
  );
  await clock.pass(60_000);
  await running;
  return { commands: commands.length, results };
}

describe.each([
  ['a run over a queue', false],
  ['its dry run', true],
])('%s', (_what, dryRun) => {
  it.each<[string, readonly Part[]]>([
    [
      'another queue',
      [
        { state: 'terminated', queue: QUEUE },
        { state: 'connected', queue: 'queue-2' },
      ],
    ],
    ['no queue', [{ state: 'terminated', queue: QUEUE }, { state: 'connected' }]],
    [
      'another queue, while it rings in this one',
      [
        { state: 'connected', queue: 'queue-2' },
        { state: 'alerting', queue: QUEUE },
      ],
    ],
  ])('leaves a call alone that an agent has by now from %s', async (_where, legs) => {
    const { commands, results } = await resumed(legs, dryRun);
    expect(commands).toBe(0);
    expect(results).toMatchObject([{ conversationId: CALL, outcome: 'left-queue' }]);
    expect(bulkSentence(results[0]!)).toBe(`${CALL}  has left the queue`);
  });

  it.each<[string, readonly Part[]]>([
    [
      'is in a conference with',
      [
        { state: 'connected', queue: 'queue-2' },
        { state: 'connected', queue: QUEUE },
      ],
    ],
    ['tells no queue of', [{ state: 'connected' }]],
  ])('acts on a call that %s an agent', async (_what2, legs) => {
    const { commands, results } = await resumed(legs, dryRun);
    expect(commands > 0).toBe(!dryRun);
    expect(results[0]?.outcome).not.toBe('left-queue');
  });
});

it('gets no command and no second try once a read has shown that it went to another queue', async () => {
  let legs: readonly Part[] = [{ state: 'connected', queue: QUEUE }];
  const sent: string[] = [];
  const transport: Transport = async ({ method }) => {
    if (method !== 'GET') sent.push(method);
    return method === 'GET'
      ? { kind: 'answered', status: 200, headers: {}, body: bodyOf(legs) }
      : { kind: 'answered', status: 503, headers: {}, body: {} };
  };
  const api = createCallApi({ transport: () => transport }, fakeClock());
  api.onlyWhile((newest) => isOfQueue(newest, QUEUE));
  await api.readCall(CALL);
  await api.setRecording(CALL, 'active', 'others');
  expect(sent).toHaveLength(1);
  legs = [
    { state: 'terminated', queue: QUEUE },
    { state: 'connected', queue: 'queue-2' },
  ];
  await api.readCall(CALL);
  expect(await api.setRecording(CALL, 'active', 'others')).toEqual({
    ok: false,
    failure: { kind: 'no-live-leg' },
  });
  expect(sent).toHaveLength(1);
  expect(api.isKeptBack).toBe(true);
});
