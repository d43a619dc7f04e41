import { ownLeg, ownLegs, type Snapshot } from '../domain/snapshot.ts';

/**
 * What one conversation says about whether this user is who works at the desk that shows it (rule 9):
 *
 * - `theirs`: a live part of theirs, and never one of anybody else.
 * - `shared`: another user is in it too, or was (a consult, a conference, a supervisor, a transfer). Either of them may sit
 *   here: a desktop shows a conversation to who has left it until the wrap-up is over.
 * - `over`: nobody's live part any more; nothing can be commanded, so nothing has to be known.
 * - `none`: it goes on, and not with this user.
 */
export type Match = 'theirs' | 'shared' | 'over' | 'none';

export function matchOf(snapshot: Snapshot, userId: string): Match {
  const users = snapshot.legs.filter((leg) => leg.userId !== undefined);
  const live = users.filter((leg) => leg.live);
  const isAlone = users.every((leg) => leg.userId === userId);
  if (ownLeg(snapshot, userId) !== undefined) return isAlone ? 'theirs' : 'shared';
  // Who listens in is no party; the desk is theirs or that of the one they listen to.
  if (live.some((leg) => leg.userId === userId)) return 'shared';
  return live.length === 0 && ownLegs(snapshot, userId).length > 0 ? 'over' : 'none';
}
