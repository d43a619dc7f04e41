import type { ApiAnswer, ApiRequest, Transport } from '../../src/genesys/http/transport.ts';
import type { CallFeed, FeedEvent } from '../../src/app/ports.ts';
import type { AuditFacts } from '../../src/domain/audit.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { FoundCall } from '../../src/genesys/wire/details-query.ts';
import type { BulkResult } from '../../src/headless/bulk/bulk-result.ts';
import { runQueue, type QueueOrder } from '../../src/headless/bulk/queue-run.ts';
import { createCallApi } from '../../src/headless/control/call-api.ts';
import { controlCall, type Order } from '../../src/headless/control/control-call.ts';
import { lookAtCall } from '../../src/headless/control/look-at-call.ts';
import { statusOf } from '../../src/headless/control/status.ts';
import { forAllAgents } from '../../src/headless/all-agents.ts';
import type { Overtaken } from '../../src/headless/home/may-take-effect.ts';
import type { Actor } from '../../src/headless/party.ts';
import { decodeCall } from '../../src/genesys/wire/call.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';

export const CALL = 'call-1';
export const QUEUE = 'queue-1';

export interface Part {
  readonly purpose?: string;
  readonly state?: 'connected' | 'alerting' | 'terminated';
  readonly queue?: string;
  /** What its leg says of recording. */
  readonly says?: 'active' | 'paused' | 'none';
  readonly recorders?: Readonly<Record<string, string>>;
}

/** One call as GET conversations/calls/{id} and the topic of a queue tell it. */
export const callOf = (recordingState: string | undefined, parts: Readonly<Record<string, Part>>) => ({
  id: CALL,
  ...(recordingState !== undefined && { recordingState, securePause: recordingState === 'paused' }),
  participants: Object.entries(parts).map(
    ([id, { purpose = 'agent', state = 'connected', queue, says, recorders }]) => ({
      id,
      purpose,
      ...(purpose === 'agent' && { user: { id: `user-of-${id}` } }),
      ...(queue !== undefined && { queue: { id: queue } }),
      state,
      ...(says && { recordingState: says, securePause: says === 'paused' }),
      ...(recorders && { recordersState: recorders }),
      ...(state === 'terminated' && { endTime: '2026-01-05T09:05:00.000Z' }),
    }),
  ),
});

export const answer = (status: number, body: unknown = {}): ApiAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  body,
});

/** A platform that a test scripts: what it answers to a read and to a command, and what it tells by itself. */
export function scripted(clock: FakeClock = fakeClock()) {
  const world = {
    clock,
    call: callOf('active', { agent: { queue: QUEUE, says: 'active' } }) as unknown,
    read: (): ApiAnswer | Promise<ApiAnswer> => answer(200, world.call),
    command: (_request: ApiRequest): ApiAnswer => answer(200, 'PAUSED'),
    listed: [{ conversationId: CALL }] as readonly FoundCall[],
    commands: [] as ApiRequest[],
    reads: 0,
    journal: [] as AuditFacts[],
    /** Epoch ms until which a resume or a start of the home may take effect yet. */
    mayTakeEffectUntil: undefined as number | undefined,
    isOvertaken: 'no' as Overtaken,
    isTakenBack: false,
    stats: { requests: 0, rateLimited: 0, firstAt: 0, lastAt: 0 },
    /** How much was written when a Pause was told of as confirmed. */
    confirmedBefore: [] as number[],
    /** When a Pause of this home was asked for last. */
    takenAwayAt: -1,
    /** Whether the topic is heard from the start on, and what says when that changes. */
    opens: true,
    /** Who acts. */
    actor: { kind: 'client' } as Actor,
    /** Calls that this home has paused; absent: it is not asked for. */
    own: undefined as Set<string> | undefined,
    /** Ctrl-C. */
    stop: new AbortController(),
    /** A command waits so long for its turn. */
    turnMs: 0,
    isHeard: (_is: boolean): void => {},
    results: [] as BulkResult[],
    /** An event of the queue's topic tells the call as it is now. */
    tell() {
      const decoded = decodeCall(world.call);
      if (!decoded.ok) throw new Error('The test tells what nobody can read.');
      const snapshot = forAllAgents(decoded.value);
      heard(snapshot);
      for (const report of reports) report({ kind: 'snapshot', snapshot });
    },
    control: (order: Partial<Order> = {}) =>
      settled(
        controlCall(deps(), {
          conversationId: CALL,
          action: 'pause',
          target: 'policy',
          trigger: 'cli',
          askedAt: clock.wall(),
          ...order,
        }),
      ),
    status: () => settled(statusOf(deps(), CALL)),
    look: (order: Partial<Order> = {}) =>
      settled(
        lookAtCall(
          { ...deps(), api: createCallApi(permit, clock) },
          {
            conversationId: CALL,
            action: 'pause',
            target: 'policy',
            trigger: 'bulk',
            askedAt: clock.wall(),
            ...order,
          },
        ),
      ),
    /** A run over the queue; `then` plays what happens while it is under way. */
    async run(order: Partial<QueueOrder> = {}, then: () => Promise<void> = async () => {}) {
      const running = runQueue(
        {
          pacer: {
            admit: async () => permit,
            urgent: () => permit,
            transport,
            know: () => {},
            held: 0,
            blockedUntil: 0,
            get stats() {
              return world.stats;
            },
          },
          clock,
          signal: world.stop.signal,
          ...(world.own && { own: world.own }),
          list: async () => ({ ok: true, value: world.listed }),
          async listen(listener, isHeard) {
            heard = listener;
            world.isHeard = isHeard;
            if (world.opens) isHeard(true);
          },
          feedOf: () => deps().feed,
          control: (_permit, callFeed, one) => controlCall({ ...deps(), feed: callFeed }, one),
          isOvertaken: () => world.isOvertaken,
          look: (_permit, one) => lookAtCall(deps(), one),
          result: (result) => void world.results.push(result),
          progress() {},
        },
        { queueId: QUEUE, action: 'pause', target: 'policy', dryRun: false, askedAt: clock.wall(), ...order },
      );
      await clock.pass(0);
      await then();
      return settled(running);
    },
  };
  let ids = 0;
  const reports = new Set<(event: FeedEvent) => void>();
  let heard: (snapshot: Snapshot) => void = () => {};
  const transport: Transport = async (request) => {
    if (request.method === 'GET') {
      world.reads += 1;
      request.leaves?.();
      return world.read();
    }
    if (world.turnMs > 0) await new Promise<void>((resolve) => clock.after(world.turnMs, resolve));
    if (request.isWanted?.() === false) return { kind: 'offline' };
    world.commands.push(request);
    return world.command(request);
  };
  const permit = { transport: () => transport, wasDelayed: false, done() {} };
  function openFeed(): CallFeed {
    let mine: ((event: FeedEvent) => void) | undefined;
    return {
      start(_user, report) {
        mine = report;
        reports.add(report);
        report({ kind: 'opened', generation: 1 });
      },
      replace() {},
      probe() {},
      close: () => void (mine && reports.delete(mine)),
    };
  }
  const deps = () => ({
    api: createCallApi(permit, clock, world.actor),
    feed: openFeed(),
    clock,
    journal: {
      intent: () => true,
      async append(facts: AuditFacts) {
        world.journal.push(facts);
        return { ok: true as const, value: undefined };
      },
      adoptLeftOvers: async () => ({ ok: true as const, value: [] }),
    },
    ids: { next: () => `id-${(ids += 1)}` },
    mayTakeEffect: {
      ordering: () => () => {},
      takesAway: (_call: string, _target: string, askedAt: number) => void (world.takenAwayAt = askedAt),
      until: () => ((world.mayTakeEffectUntil ?? 0) > clock.wall() ? world.mayTakeEffectUntil : undefined),
      isOvertaken: () => world.isOvertaken,
      isTakenBack: (_call: string, _target: string, askedAt: number) =>
        world.isTakenBack || world.takenAwayAt >= askedAt,
    },
    recorded: { paused: () => void world.confirmedBefore.push(world.journal.length) },
    log: { note() {} },
    signal: world.stop.signal,
    actor: world.actor,
    app: '1.0.0',
  });
  async function settled<T>(asked: Promise<T>): Promise<T> {
    await clock.pass(90_000);
    return asked;
  }
  return world;
}
