import type { WishAction } from './audit.ts';
import type { Medium } from './snapshot.ts';

/** Why a medium knows no such operation. */
export type WhyNot =
  /** Text: the platform takes the request, but has no sound or picture to mark a pause in. */
  | 'no-audio'
  /** A callback has something to record once its call begins; from then on it is a call. */
  | 'not-yet-a-call'
  /** Only who may pause for others may ask, and no read tells an agent that it came true. */
  | 'no-proof';

/**
 * `by` is the platform's operation (docs/platform-notes.md, "Operations"): on the policy recording by the agent on the call
 * (A), after a 403 for others (B); on what the agent records beside it E, or D where the call came by no queue.
 */
export type Answer = { readonly by: 'A, B' | 'E, D' } | { readonly not: WhyNot };

type Row = Readonly<Record<WishAction, Answer>>;
const none = (why: WhyNot): Row => ({
  pause: { not: why },
  resume: { not: why },
  start: { not: why },
  stop: { not: why },
});

/** What can be done with which medium. Total: a new medium or action does not compile without an answer. */
export const OPERATIONS: Readonly<Record<Medium, Row>> = {
  call: { pause: { by: 'A, B' }, resume: { by: 'A, B' }, start: { by: 'E, D' }, stop: { by: 'E, D' } },
  callback: none('not-yet-a-call'),
  message: none('no-audio'),
  email: none('no-audio'),
  video: none('no-proof'),
  screen: none('no-proof'),
  other: none('no-audio'),
};

/** Why this medium knows no such operation; `undefined` when it does. */
export function whyNot(medium: Medium, action: WishAction): WhyNot | undefined {
  const answer = OPERATIONS[medium][action];
  return 'not' in answer ? answer.not : undefined;
}
