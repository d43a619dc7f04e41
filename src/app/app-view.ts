import type { Me, Registered, SignInProblem } from './ports.ts';
import type { AppView, ConversationView, Problem, Unlisted, WhySignIn } from './view.ts';

/** What stands above the calls. */
export type Stage =
  | { readonly kind: 'starting' | 'signing-in' | 'signed-out' | 'ready' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What an app knows of itself besides its stage. */
export interface Shown {
  readonly conversations: readonly ConversationView[];
  readonly unlisted: Unlisted | undefined;
  readonly disabledSections: readonly string[];
  /** The permission that comes with a licence, where one is needed. */
  readonly licence: string | undefined;
  readonly registered: Registered;
  readonly me: Me | undefined;
  readonly isSettled: boolean;
  readonly asksName: boolean;
  readonly why: WhySignIn;
  /** Whose token was put aside. */
  readonly notTheirs: string | undefined;
  readonly isWindowOpen: boolean;
  readonly isKept: boolean;
  /** The sign-in takes long. */
  readonly isSlow: boolean;
  /** Epoch ms. */
  readonly endsAt: number | undefined;
  readonly renewalProblem: SignInProblem | undefined;
}

export const nameOf = (who: Me): string => who.name ?? who.userId;

export function appViewOf(stage: Stage, shown: Shown): AppView {
  const { conversations, registered, me, isSettled, why, notTheirs, isWindowOpen, isKept, endsAt } = shown;
  switch (stage.kind) {
    case 'starting':
      return { phase: 'starting' };
    case 'signing-in':
      return { phase: 'signing-in', ...(shown.isSlow && { isSlow: true }) };
    case 'problem':
      return { phase: 'problem', problem: stage.problem, canTryAgain: true, conversations };
    case 'signed-out': {
      const offer = { why, isWindowOpen, isKept, registered };
      return {
        phase: 'signed-out',
        conversations,
        ...offer,
        ...(notTheirs !== undefined && { name: notTheirs }),
      };
    }
    case 'ready':
      return {
        phase: 'ready',
        conversations,
        ...(shown.unlisted && conversations.length === 0 && { unlisted: shown.unlisted }),
        disabledSections: shown.disabledSections,
        ...(lacksLicence(shown) && { unlicensed: true as const }),
        who: { name: me ? nameOf(me) : '', settled: isSettled, asks: shown.asksName && !isSettled },
        ...(endsAt !== undefined && { signInBefore: endsAt, ...renewalOf(shown) }),
      };
  }
}

/** Where the platform tells of no permission at all, nothing is known of this one. */
const lacksLicence = ({ licence, me }: Shown): boolean =>
  licence !== undefined && me !== undefined && me.permissions.size > 0 && !me.permissions.has(licence);

function renewalOf(shown: Shown): { readonly renewal?: 'window' | SignInProblem } {
  if (shown.isWindowOpen) return { renewal: 'window' };
  return shown.renewalProblem ? { renewal: shown.renewalProblem } : {};
}
