import type { Mapped } from './mapping.ts';

/** What the panel can say of a conversation's policy recording (contract 4: `data-recording-state`). */
export type ClaimState = 'unknown' | 'checking' | 'recording' | 'paused' | 'held' | 'not-recording' | 'ended';

/** Calm: nothing of the conversation is captured by policy recording. Only a read may enter these (E4). */
const CALM = {
  unknown: false,
  checking: false,
  recording: false,
  paused: true,
  held: true,
  'not-recording': true,
  ended: false,
} as const satisfies Record<ClaimState, boolean>;

export function isCalmState(state: ClaimState): boolean {
  return CALM[state];
}

/** True when a snapshot says just what the panel already claims. */
export function agrees(
  state: ClaimState,
  pauseKind: 'secure' | 'unspecified' | undefined,
  mapped: Mapped,
): boolean {
  return state === mapped.state && (mapped.state !== 'paused' || mapped.kind === pauseKind);
}

/**
 * Since when a state holds, epoch ms. `exact`: it was seen to change; `about`: from the platform's connect time;
 * `at-least`: it was found so.
 */
export interface Since {
  readonly at: number;
  readonly kind: 'exact' | 'about' | 'at-least';
}

/** When an input happened: its number (the only order, E1), elapsed ms and epoch ms. */
export interface Stamp {
  readonly order: number;
  readonly at: number;
  readonly wall: number;
}
