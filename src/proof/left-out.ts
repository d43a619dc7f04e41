import { worstRecording, type Proof, type Unread } from './prove.ts';
import type { Stretch } from './stretch.ts';

/** What an agent is told of one stretch in which their panel said *safe*. Epoch ms. */
export interface LeftOut {
  readonly from: number;
  /** Absent: nobody saw it end. */
  readonly to?: number;
  /** `not-yet`: it may be known later; `unknown`: no recording tells. */
  readonly said: 'proved' | 'partly' | 'missing' | 'not-yet' | 'unknown';
  /** Of `partly`: what is on the recording. */
  readonly recorded: readonly Stretch[];
}

/** What is known so far of a call that is over. */
export interface ToldProof {
  readonly stretches: readonly LeftOut[];
  /** Genesys does not show it to this user: for want of `permission`, where one is known. */
  readonly refused?: { readonly permission?: string };
}

/** What may change: a recording comes late, and so does what Genesys left out of it. */
const MAY_COME: ReadonlySet<Unread | Proof['why']> = new Set<Unread | Proof['why']>([
  'not-yet',
  'refused',
  'screen',
  'no-recording',
  'outside',
]);

/** What one look shows of a stretch, as it would be said if nothing else came. */
export function leftOutOf(proof: Proof): LeftOut {
  const { claim, verdict, recordings, why } = proof;
  const { from, to } = claim;
  const about = { from, ...(to !== undefined && { to }), recorded: [] };
  switch (verdict) {
    case 'proved':
    case 'missing':
      return { ...about, said: verdict };
    case 'late':
    case 'short':
      return { ...about, said: 'partly', recorded: worstRecording(proof)?.recorded ?? [] };
    case 'unexplained':
    case 'unknown': {
      const isOpen = [why, ...recordings.map((one) => one.why)].some((one) => MAY_COME.has(one));
      return { ...about, said: isOpen ? 'not-yet' : 'unknown' };
    }
  }
}
