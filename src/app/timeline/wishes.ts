import { isOutcome, type AuditFacts, type Target, type WishAction } from '../../domain/audit.ts';
import type { SeenPast } from './seen.ts';
import type { Entry } from './entry.ts';

/** What this agent asked for on the call, here or in another page of this browser. */
export interface PastWish {
  readonly id: string;
  readonly action: WishAction;
  readonly target: Target;
  /** Epoch ms. */
  readonly askedAt: number;
  readonly endedAt: number | undefined;
  readonly ending: 'confirmed' | 'unconfirmed' | 'failed' | 'superseded' | 'open';
  readonly failure: string | undefined;
  readonly reason: string | undefined;
  /** Nobody has pressed. */
  readonly isByPolicy: boolean;
  /** This panel has not sent it: the log tells of it. */
  readonly isLogged: boolean;
}

/** A command that nobody has heard of for so long takes no effect any more. */
const EFFECT_MS = 30_000;
/** Clocks and answers differ by this much. */
const SLACK_MS = 2_000;

const ACTIONS: ReadonlySet<string> = new Set(['pause', 'resume', 'start', 'stop'] satisfies WishAction[]);

const timeOf = ({ at, platformAt }: AuditFacts): number => Date.parse(platformAt ?? at);

/** Those of this user only: another one may use the same browser. */
function known({ facts, userId }: SeenPast, logged: readonly AuditFacts[]): readonly AuditFacts[] {
  const own = new Set(facts.map(({ id }) => id));
  return [...facts, ...logged.filter(({ id }) => !own.has(id))].filter((one) => one.userId === userId);
}

export function wishesOf(past: SeenPast, logged: readonly AuditFacts[]): readonly PastWish[] {
  const own = new Set(past.facts.map(({ id }) => id));
  const all = known(past, logged).filter(({ wishId }) => wishId !== undefined);
  const ids = new Set(all.map(({ wishId = '' }) => wishId));
  return [...ids].flatMap(
    (id) =>
      wishOf(
        id,
        all.filter(({ wishId }) => wishId === id),
        own,
      ) ?? [],
  );
}

function wishOf(id: string, story: readonly AuditFacts[], own: ReadonlySet<string>): PastWish | undefined {
  const first = story.find(({ action }) => ACTIONS.has(action));
  if (!first) return undefined;
  const end = story.find((facts) => ACTIONS.has(facts.action) && isOutcome(facts));
  return {
    id,
    action: first.action as WishAction,
    target: first.target ?? 'policy',
    askedAt: Math.min(...story.map(timeOf)),
    endedAt: end && timeOf(end),
    ending: (end?.phase as PastWish['ending'] | undefined) ?? 'open',
    failure: end?.failure,
    isByPolicy: first.trigger === 'auto-resume',
    reason: story.find(({ action }) => action === 'reason')?.reason,
    isLogged: !story.some((facts) => own.has(facts.id)),
  };
}

/** What the limit of a pause has brought about, of this user. */
export function limitEntries(past: SeenPast, logged: readonly AuditFacts[]): readonly Entry[] {
  return known(past, logged).flatMap((facts): readonly Entry[] => {
    const isOver = facts.action === 'safe-withdrawn' && facts.trigger === 'limit';
    if (!isOver && facts.action !== 'extend') return [];
    const isOwn = past.facts.some(({ id }) => id === facts.id);
    return [{ at: timeOf(facts), what: { kind: 'limit', isOver }, ...(!isOwn && { proof: 'log' as const }) }];
  });
}

/** The newest wish that can have brought about what began then. */
export function wishBehind(
  wishes: readonly PastWish[],
  { action, target }: Pick<PastWish, 'action' | 'target'>,
  at: number,
): PastWish | undefined {
  return wishes.findLast((wish) => {
    const isOfKind = wish.action === action && wish.target === target && wish.ending !== 'failed';
    const lastAt =
      wish.ending === 'confirmed' && wish.endedAt !== undefined ? wish.endedAt : wish.askedAt + EFFECT_MS;
    return isOfKind && at >= wish.askedAt - SLACK_MS && at <= lastAt + SLACK_MS;
  });
}

/** What is said of a wish that no state here shows. */
export function entryOf(wish: PastWish, now: number): readonly Entry[] {
  const { action, ending, failure, reason, isByPolicy, askedAt, isLogged } = wish;
  if (ending === 'superseded' || (ending === 'open' && now < askedAt + EFFECT_MS)) return [];
  const proof = isLogged ? 'log' : ending === 'confirmed' ? 'read' : undefined;
  return [{ at: askedAt, what: { kind: 'wish', action, ending, failure, reason, isByPolicy }, proof }];
}
