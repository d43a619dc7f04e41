import type { CallFeed, Clock, Ids, Journal, Log, RecordingApi } from '../../app/ports.ts';
import { createSession, type Session } from '../../app/session.ts';
import type { ConversationView } from '../../app/view.ts';
import { isOutcome, type AuditFacts } from '../../domain/audit.ts';
import type { Failure } from '../../domain/failure.ts';
import { ALL_AGENTS } from '../all-agents.ts';
import { isSettled, type MayTakeEffect } from '../home/may-take-effect.ts';
import type { CallApi } from './call-api.ts';
import type { Actor } from '../party.ts';
import { asActor } from './actor-journal.ts';
import type { Order } from './control-call.ts';
import type { SeenRecorded } from './seen-recorded.ts';

export interface CallDeps {
  readonly api: CallApi;
  readonly feed: CallFeed;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly app: string;
  readonly region?: string;
  /** Of its home. Not given: nobody else acts. */
  readonly mayTakeEffect?: MayTakeEffect;
  /** Of its home. Not given: nothing is written of what a read shows. */
  readonly recorded?: Pick<SeenRecorded, 'paused'>;
  /** Not given: a client. */
  readonly actor?: Actor;
  /** Aborted: begin nothing more. With the reason `now`: wait for no answer either. */
  readonly signal?: AbortSignal;
}

/** Longer than any wish can live; a session that never ends one is a bug, and an operator waits. */
const GUARD_MS = 60_000;
/** A first claim takes one read, or two a second apart when the first shows something calm. */
const KNOWN_WITHIN_MS = 2_000;
/** E6: no look at a call takes longer. */
const CHECKED_WITHIN_MS = 8_000;
/** A read, a second for replicas to catch up, and another read. */
const CALM_WITHIN_MS = 3_000;
const CALM: ReadonlySet<string> = new Set(['paused', 'held', 'not-recording', 'ended']);
/** *Safe* is a claim for agents with a customer on the line; no controller makes it. */
const POLICY = {
  screen: 'block',
  maxSeconds: 0,
  warnAfterSeconds: 0,
  extendSeconds: 0,
  maxExtensions: 0,
  autoResume: false,
  startStop: 'off',
} as const;

/** The session of one call: the same that a panel runs, without a user. */
export function openSession(
  deps: Omit<CallDeps, 'api'> & { readonly api: RecordingApi },
  conversationId: string,
  journal: Journal,
  onSignedOut: () => void = () => {},
): Session {
  const { api, feed, clock, ids, log, app, region } = deps;
  return createSession(
    { api, feed, journal, clock, ids, log },
    {
      me: { userId: ALL_AGENTS, permissions: new Set() },
      conversationId,
      origin: { app, ...(region !== undefined && { region }), userId: ALL_AGENTS },
      policyFor: () => POLICY,
      // A client acts in its own name.
      settled: true,
      onMatch: () => {},
      onSignedOut,
    },
  );
}

export interface CallRun {
  readonly session: Session;
  view(): ConversationView | undefined;
  /** The first claim; `unknown` when the fields that would tell are absent. */
  known(): Promise<ConversationView | undefined>;
  /** The same for who only asks, and so may wait to the end of the look. */
  settled(): Promise<ConversationView | undefined>;
  /** Looks again, and waits until something calm is known of a call that counts as recorded only to be on the safe side. */
  calm(): Promise<void>;
  /** A wish of this session. */
  ask(order: Order): void;
  /** How the newest wish ended, as the journal heard it; nothing when nobody waits any more. */
  ending(): Promise<AuditFacts | undefined>;
  /** The platform answered that it was so already. */
  readonly conflicted: boolean;
  /** Something of it did not reach the journal. */
  readonly unlogged: boolean;
  close(): void;
}

/** A session of one call that can be waited for. `doubt`: why a pause that it confirms may be somebody else's. */
export function openCall(deps: CallDeps, conversationId: string, doubt?: () => Failure | undefined): CallRun {
  const { api, clock, signal } = deps;
  /** Of each wish, in their order. */
  const endings: AuditFacts[] = [];
  let asked = 0;
  let conflicted = false;
  let unlogged = false;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const run of waiting) run();
  };
  const heard = (facts: AuditFacts, isLogged: boolean) => {
    if (!isLogged) unlogged = true;
    if (api.refusal?.kind === 'conflict') conflicted = true;
    if (isOutcome(facts)) endings.push(facts);
    look();
  };
  const doubtOf = (facts: AuditFacts): Failure | undefined => {
    if (facts.action === 'pause') return facts.phase === 'confirmed' ? doubt?.() : undefined;
    return api.isUnanswered && isSettled(facts) ? { kind: 'unknown-outcome' } : undefined;
  };
  const journal = asActor(deps.journal, deps.actor ?? { kind: 'client' }, heard, doubtOf);
  const session = openSession(deps, conversationId, journal);
  const stop = session.conversations.subscribe(() => look());
  signal?.addEventListener('abort', look);
  const view = () => session.conversations.value.find((each) => each.conversationId === conversationId);

  function until(is: () => boolean, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        waiting.delete(check);
        cancel();
        resolve();
      };
      const check = () => {
        if (is()) done();
      };
      const cancel = clock.after(withinMs, done);
      waiting.add(check);
      check();
    });
  }

  function isKnown(): boolean {
    const { state, ringing } = view() ?? {};
    return (
      ringing === true ||
      (state !== undefined && state !== 'unknown' && state !== 'checking') ||
      signal?.aborted === true
    );
  }

  return {
    session,
    view,
    async known() {
      await until(isKnown, KNOWN_WITHIN_MS);
      return view();
    },
    async settled() {
      await until(isKnown, CHECKED_WITHIN_MS);
      return view();
    },
    calm() {
      session.refresh(conversationId);
      return until(() => CALM.has(view()?.state ?? 'unknown') || signal?.aborted === true, CALM_WITHIN_MS);
    },
    ask({ action, target, trigger }) {
      asked += 1;
      if (target === 'policy') session.ask(conversationId, action === 'pause' ? 'pause' : 'resume', trigger);
      else session.askCapture(conversationId, target, action === 'start' ? 'start' : 'stop', trigger);
    },
    async ending() {
      await until(
        () => endings.length >= asked || (signal?.aborted === true && signal.reason === 'now'),
        GUARD_MS,
      );
      return endings[asked - 1];
    },
    get conflicted() {
      return conflicted;
    },
    get unlogged() {
      return unlogged;
    },
    close() {
      signal?.removeEventListener('abort', look);
      stop();
      session.close();
    },
  };
}
