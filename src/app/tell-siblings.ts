import { isOnlyFeared } from '../domain/belief.ts';
import type { Call } from '../domain/call.ts';
import type { CallFeed, Clock, SiblingNews } from './ports.ts';

/** What is said of a call without more. */
type SiblingKind = Extract<
  SiblingNews['kind'],
  'pause-elsewhere' | 'paused-elsewhere' | 'contrary-elsewhere' | 'recorder-elsewhere'
>;

/** How far each resume of this page that may still take effect has come, by its wish. */
function resumesOf({ wishes: { current, commands } }: Call): ReadonlyMap<string, number> {
  const resumes = new Map<string, number>();
  if (current?.action === 'resume') resumes.set(current.id, current.attempts);
  for (const { to, wishId } of commands)
    if (to === 'active' && !resumes.has(wishId)) resumes.set(wishId, Infinity);
  return resumes;
}

/** Audio recorders that a look at the call shows to whoever has missed their event. */
const BESIDE = ['snippet', 'adhoc', 'agent'] as const;

/**
 * What is known here that counts against the claims and wishes of other panels, piece by piece: each is told once, whatever else is
 * known already. A recording that is only feared, because a resume was told, is no news to whoever told it. A screen is not told:
 * no look of theirs would show it.
 */
function piecesOf({
  claim: { state },
  evidence: { belief, contrary, told },
  wishes,
}: Call): ReadonlyMap<unknown, SiblingKind> {
  const pieces = new Map<unknown, SiblingKind>();
  if (wishes.pausePressedAt > -Infinity) pieces.set(wishes.pausePressedAt, 'pause-elsewhere');
  if (belief.ownPause !== undefined) pieces.set(belief.ownPause, 'paused-elsewhere');
  if (state === 'checking' || (state === 'recording' && !isOnlyFeared(belief)))
    pieces.set(`${state} ${contrary.eventAt}`, 'contrary-elsewhere');
  for (const name of BESIDE) if (told.others.has(name)) pieces.set(name, 'recorder-elsewhere');
  return pieces;
}

/** Tells the other panels of this user what they cannot see, of all calls there are: once, when it begins and when it is over. */
export function createTellSiblings(
  { tell }: Pick<CallFeed, 'tell'>,
  clock: Pick<Clock, 'wall'>,
): (calls: readonly Call[]) => void {
  type Told = {
    readonly resumes: ReadonlyMap<string, number>;
    readonly pieces: ReadonlyMap<unknown, SiblingKind>;
  };
  let told: ReadonlyMap<string, Told> = new Map();

  return (calls) => {
    if (!tell) return;
    const now = new Map<string, Told>();
    for (const call of calls) {
      const { conversationId } = call;
      const before = told.get(conversationId);
      const resumes = resumesOf(call);
      const pieces = piecesOf(call);
      now.set(conversationId, { resumes, pieces });
      for (const [piece, kind] of pieces)
        if (!before?.pieces.has(piece)) tell({ kind, conversationId, at: clock.wall() });
      // Each sending anew: it may take effect for as long again.
      for (const [wishId, sent] of resumes)
        if (before?.resumes.get(wishId) !== sent)
          tell({ kind: 'resume-elsewhere', conversationId, wishId, isOver: false });
      for (const wishId of before?.resumes.keys() ?? [])
        if (!resumes.has(wishId)) tell({ kind: 'resume-elsewhere', conversationId, wishId, isOver: true });
    }
    told = now;
  };
}
