import type { Claim } from './claims.ts';

/** Something that the panels of one browser wrote of one call. */
export interface PanelMoment {
  /**
   * `limit`: *safe* was taken back because the pause had lasted so long; it went on. `over`: a pause was found to be over its limit by a
   * panel that had not said *safe* a moment ago. `asked`: for a resume.
   */
  readonly kind: 'shown' | 'withdrawn' | 'limit' | 'over' | 'asked' | 'ended';
  readonly when: LogTime;
}

/** When an entry was written, epoch ms, by Genesys' clock where the log knows it. */
export interface LogTime {
  readonly at: number;
  /** By so much Genesys' clock was ahead of this computer's; absent: not known, and `at` is this computer's. */
  readonly aheadMs?: number;
  /** It has no date that can be read: `at` is that of the entry before. */
  readonly isUndated?: true;
}

/** Panels that say *safe* of one call. */
interface Open {
  readonly since: LogTime;
  /** At most so many: one that was reloaded, or closed without a word, is counted until it must be gone. 0: they only say *paused*. */
  readonly panels: number;
  /** So many say that it goes on over its limit. */
  readonly over: number;
  /**
   * `rest`: one of several has taken it back; `limit`: the pause is over its limit. Whether a panel goes on to say that it is paused, its
   * own taking back will tell.
   */
  readonly rest?: 'rest' | 'limit';
  /** A resume was asked for: nobody relies on the pause any more, and each panel takes back what it said. */
  readonly asked?: LogTime;
}

/** So far entries of several panels of one browser, and Genesys' clock and this one, may differ without anything being wrong. */
const APART_MS = 3_000;
/** A panel that has said *safe* takes it back at once after a resume, a throttled page within a minute. */
const GONE_MS = 60_000;

/**
 * What the panels of one browser claimed of one call, from their moments in the order of the log. No entry says which panel wrote
 * it: each taking back ends a claim, and what follows it is a claim of its own. `isExcerpt`: the log begins in its middle.
 */
export function panelClaims(moments: readonly PanelMoment[], isExcerpt: boolean): readonly Claim[] {
  const claims: Claim[] = [];
  let open: Open | undefined;
  /** A log that begins in its middle may take back what it does not tell of. */
  let isBegun = !isExcerpt;
  /** Something is claimed of the time from `since` to `to`. */
  const add = ({ since, rest }: Open, to: LogTime, end: Claim['end'], isSure = !rest) => {
    const claim = claimOf(since, to, end, rest, isSure);
    if (claim) claims.push(claim);
  };
  for (const { kind, when } of moments) {
    if (open === undefined) {
      if (kind === 'shown') open = { since: when, panels: 1, over: 0 };
      if (kind === 'over') open = { since: when, panels: 0, over: 1, rest: 'limit' };
      if (kind === 'withdrawn' && !isBegun)
        claims.push({ from: when.at, to: when.at, end: 'seen', by: 'panel', doubt: 'undated' });
      isBegun ||= kind === 'shown' || kind === 'withdrawn';
      continue;
    }
    const { since, panels, over, rest, asked } = open;
    switch (kind) {
      case 'shown': {
        if (rest) add(open, asked ?? when, 'unseen');
        const isAllGone = asked !== undefined && when.at - asked.at > GONE_MS;
        const isMore = !rest && asked === undefined;
        open = {
          since: isMore ? earlierOf(since, when) : when,
          panels: isAllGone ? 1 : panels + 1,
          // Given more time it is safe again.
          over: isAllGone ? 0 : Math.max(over - 1, 0),
        };
        break;
      }
      case 'over':
        // Whether anybody was told so before that, nobody knows.
        if (rest) add(open, asked ?? when, 'unseen');
        open =
          rest || asked
            ? { since: when, panels, over: over + 1, rest: 'limit' }
            : { ...open, over: over + 1 };
        break;
      case 'withdrawn':
      case 'limit':
        // A rest, too, was claimed: who takes it back said so before the other one took it back.
        if (asked === undefined || rest) add(open, asked ?? when, 'seen', true);
        open = leftOf(open, kind, when);
        break;
      case 'asked':
        if (asked) break;
        // The panel that asks takes back what it said a moment later; another one may be gone.
        if (!rest) add(open, when, 'seen');
        open = { ...open, asked: when };
        break;
      case 'ended':
        if (rest || asked === undefined) add(open, asked ?? when, rest ? 'unseen' : 'call');
        open = undefined;
    }
  }
  if (open?.rest && open.asked) add(open, open.asked, 'unseen');
  else if (open && !open.asked)
    claims.push({
      from: open.since.at,
      end: 'unseen',
      by: 'panel',
      ...(open.since.isUndated ? { doubt: 'undated' } : open.rest && { doubt: open.rest }),
    });
  return claims;
}

/** What is said still once one panel has taken back what it said; at its limit it goes on to say that the pause does. */
function leftOf({ panels, over, asked }: Open, kind: 'withdrawn' | 'limit', when: LogTime): Open | undefined {
  const left = {
    panels: Math.max(panels - 1, 0),
    over: kind === 'limit' ? over + 1 : panels > 0 ? over : over - 1,
  };
  if (left.panels + left.over <= 0) return undefined;
  return { since: when, ...left, ...(asked ? { asked } : { rest: kind === 'limit' ? 'limit' : 'rest' }) };
}

function claimOf(
  since: LogTime,
  to: LogTime,
  end: Claim['end'],
  rest: Open['rest'],
  isSure: boolean,
): Claim | undefined {
  const from = since.at;
  const lengthMs = to.at - from;
  if (since.isUndated || to.isUndated || lengthMs < (rest ? -APART_MS : 0) || !isOneClock(since, to))
    return { from, end: 'unseen', by: 'panel', doubt: 'undated' };
  if (lengthMs <= 0) return undefined;
  return { from, to: to.at, end, by: 'panel', ...(!isSure && rest && { doubt: rest }) };
}

/** Whether two times can be compared: by the same clock, or by two that agree. */
function isOneClock({ aheadMs: one }: LogTime, { aheadMs: other }: LogTime): boolean {
  return (one === undefined) === (other === undefined) || Math.abs(one ?? other ?? 0) <= APART_MS;
}

/** A clock that was set back between the two makes nonsense of what follows. */
const earlierOf = (one: LogTime, other: LogTime): LogTime =>
  one.at - other.at > APART_MS ? { ...one, isUndated: true } : other.at < one.at ? other : one;
