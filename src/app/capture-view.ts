import type { Call } from '../domain/call.ts';
import { captureLeg, captureRestsUntil, captureState, type CaptureTarget } from '../domain/capture.ts';
import type { Leg } from '../domain/snapshot.ts';
import type { BlockedReason, CaptureView, Control } from './view.ts';

const TARGETS: readonly CaptureTarget[] = ['snippet', 'adhoc'];

/** Any of these lets a user take the recording (operations E and D; docs/platform-notes.md, "Operations"). */
const RIGHTS = {
  snippet: ['conversation:recording:snippetRecord'],
  adhoc: [
    'conversation:recording:snippetRecord',
    'conversation:call:record',
    'conversation:participant:wrapup',
    'conversation:communication:disconnect',
  ],
} as const satisfies Record<CaptureTarget, readonly string[]>;

export interface Offer {
  readonly startStop: CaptureTarget | 'off';
  readonly permissions: ReadonlySet<string>;
}

/**
 * The buttons beside the policy recording: what config offers, and whatever runs although it is not offered, because
 * somebody must be able to end it before card details are taken.
 */
export function capturesOf(call: Call, base: Control, offer: Offer): readonly CaptureView[] {
  return TARGETS.map((target) => captureOf(call, target, base, offer)).filter(
    (view) => view.target === offer.startStop || view.state === 'on',
  );
}

function captureOf(call: Call, target: CaptureTarget, base: Control, { permissions }: Offer): CaptureView {
  const { evidence } = call;
  const capture = call.captures[target];
  const pending = capture.current !== undefined;
  const { offered: action } = capture;
  const refusal =
    evidence.told.snapshot === undefined
      ? 'unknown'
      : whyNot(target, captureLeg(evidence, target), permissions);
  const isResting = call.at < captureRestsUntil(capture);
  const why = pending ? 'in-progress' : (refusal ?? (isResting ? 'just-changed' : undefined));
  const control: Control = !base.can ? base : why ? { can: false, why } : { can: true };
  return { target, state: captureState(evidence, target), action, control, pending };
}

/** Known before any request: the agent is told at once instead of after a refusal. */
function whyNot(
  target: CaptureTarget,
  leg: Leg | undefined,
  permissions: ReadonlySet<string>,
): BlockedReason | undefined {
  if (!leg) return 'no-live-leg';
  if (!leg.connected) return 'not-connected';
  if (target === 'snippet' && leg.queueId === undefined) return 'no-queue';
  return RIGHTS[target].some((right) => permissions.has(right)) ? undefined : 'no-permission';
}
