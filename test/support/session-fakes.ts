import { createDiscovery } from '../../src/app/discovery.ts';
import type { CallFeed, FeedEvent, Journal, RecordingApi } from '../../src/app/ports.ts';
import { createSession, type Session } from '../../src/app/session.ts';
import type { SessionOptions } from '../../src/app/session-options.ts';
import type { AuditFacts } from '../../src/domain/audit.ts';
import { failed, ok, type Result } from '../../src/domain/result.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ToldBeside } from '../../src/domain/told.ts';
import { counterIds, silentLog } from './browser-fakes.ts';
import { AGENT, CONVERSATION, makePolicy } from './builders.ts';
import { fakeClock, settle, type FakeClock } from './fake-clock.ts';

interface Open<T> {
  readonly name: string;
  answer(result: Result<T>): Promise<void>;
}

export interface FakeSession {
  readonly session: Session;
  readonly clock: FakeClock;
  /** What left the session, in order: intent lines, requests, journal writes, feed calls. */
  readonly asked: readonly string[];
  /** Requests that wait for an answer, oldest first. */
  readonly reads: readonly Open<Snapshot>[];
  readonly commands: readonly Open<ToldBeside | void>[];
  readonly appended: readonly AuditFacts[];
  signedOut(): number;
  /** What the feed was last told of its importance. */
  isHeeded(): boolean;
  report(event: FeedEvent): void;
  /** A frame with an event in it. */
  event(snapshot: Snapshot): void;
  /** Answers the oldest read that waits. */
  read(snapshot: Snapshot): Promise<void>;
  /** Opens the channel and proves a state. */
  settleOn(snapshot: Snapshot): Promise<void>;
}

export interface FakeSessionOptions {
  readonly conversationId?: string | undefined;
  readonly permissions?: readonly string[];
  readonly myCalls?: () => readonly Snapshot[];
  /** The same, answer by answer. */
  readonly listCalls?: () => Result<readonly Snapshot[]>;
  /** What a conversation is that is no call of the agent's. */
  readonly readOther?: () => Result<Snapshot>;
  /** False: it is not settled that the user signed in is who works here. */
  readonly settled?: boolean;
  readonly leftOvers?: readonly AuditFacts[];
  /** What time it is for Genesys. */
  readonly platformNow?: () => number | undefined;
  readonly policyFor?: SessionOptions['policyFor'];
  readonly about?: SessionOptions['about'];
  /** How the journal answers an entry; by default at once. */
  readonly append?: (facts: AuditFacts) => Promise<Result<void>>;
  readonly loadAutoResumes?: SessionOptions['loadAutoResumes'];
  readonly acts?: SessionOptions['acts'];
  /** What the journal knows of this user's commands in this browser; by default it cannot say. */
  readonly recentRequest?: NonNullable<Journal['recentRequest']>;
}

/** A session between fakes that write down what it does; nothing is answered until the test does. */
export function fakeSession(options: FakeSessionOptions = {}): FakeSession {
  const clock = fakeClock();
  const asked: string[] = [];
  const reads: Open<Snapshot>[] = [];
  const commands: Open<ToldBeside | void>[] = [];
  const appended: AuditFacts[] = [];
  let report: (event: FeedEvent) => void = () => {};
  let signedOut = 0;
  let isStarted = false;
  let heeded = false;
  let generation = 0;

  const open = <T>(list: Open<T>[], name: string): Promise<Result<T>> => {
    asked.push(name);
    return new Promise((resolve) => {
      const one: Open<T> = {
        name,
        async answer(result) {
          list.splice(list.indexOf(one), 1);
          resolve(result);
          await settle();
        },
      };
      list.push(one);
    });
  };
  const api: RecordingApi = {
    me: () => Promise.resolve(failed({ kind: 'offline' })),
    myCalls: () => {
      asked.push('my calls');
      return Promise.resolve(options.listCalls?.() ?? ok(options.myCalls?.() ?? []));
    },
    readCall: (id) => open(reads, `read ${id}`),
    readOther: (id) => {
      asked.push(`identify ${id}`);
      return Promise.resolve(options.readOther?.() ?? failed({ kind: 'not-found' }));
    },
    setRecording: (_id, to, as) => open(commands, `send ${to} ${as}`),
    setCapture: (_id, leg, target, on) =>
      open<void>(commands, `${on ? 'start' : 'stop'} ${target} of ${leg.participantId}`),
  };
  const feed: CallFeed = {
    start(_userId, to) {
      if (isStarted) asked.push('start channel');
      isStarted = true;
      report = to;
    },
    heed: (closely) => void (heeded = closely),
    replace: () => void asked.push('replace channel'),
    probe: () => void asked.push('probe channel'),
    close: () => void asked.push('close channel'),
  };
  const journal: Journal = {
    intent: (facts) => {
      asked.push(`intent ${facts.action}`);
      return true;
    },
    append: (facts) => {
      appended.push(facts);
      return options.append?.(facts) ?? Promise.resolve(ok(undefined));
    },
    async adoptLeftOvers(_olderThanMs, judge) {
      asked.push('adopt');
      for (const facts of options.leftOvers ?? []) await judge?.(facts);
      return ok(options.leftOvers ?? []);
    },
    ...(options.recentRequest && { recentRequest: options.recentRequest }),
  };
  const session = createSession(
    {
      api,
      feed,
      journal,
      clock,
      ids: counterIds(),
      log: silentLog,
      ...(options.platformNow && { platformNow: options.platformNow }),
    },
    {
      me: { userId: AGENT, permissions: new Set(options.permissions ?? []) },
      ...(!('conversationId' in options)
        ? { conversationId: CONVERSATION }
        : options.conversationId !== undefined && { conversationId: options.conversationId }),
      origin: { app: '0.1.0', userId: AGENT },
      policyFor: options.policyFor ?? (() => ({ ...makePolicy(), startStop: 'snippet' as const })),
      ...('conversationId' in options && { discover: createDiscovery }),
      ...(options.about && { about: options.about }),
      loadAutoResumes: options.loadAutoResumes,
      ...(options.acts && { acts: options.acts }),
      settled: options.settled ?? true,
      onMatch: (match) => asked.push(`match ${match}`),
      onSignedOut: () => void (signedOut += 1),
      onBug: (error) => asked.push(`bug ${String(error)}`),
    },
  );

  const fake: FakeSession = {
    session,
    clock,
    asked,
    reads,
    commands,
    appended,
    signedOut: () => signedOut,
    isHeeded: () => heeded,
    report: (event) => report(event),
    event(snapshot) {
      report({ kind: 'frame' });
      report({ kind: 'snapshot', snapshot });
    },
    async read(snapshot) {
      const oldest = reads[0];
      if (!oldest) throw new Error('No read waits for an answer.');
      await oldest.answer(ok(snapshot));
    },
    async settleOn(snapshot) {
      report({ kind: 'opened', generation: (generation += 1) });
      await settle();
      await fake.read(snapshot);
      await clock.pass(1_000);
      await fake.read(snapshot);
    },
  };
  return fake;
}
