import { channelDues, noticeDeafness } from './channel.ts';
import type { Stamp } from './claim-state.ts';
import { contraryDues } from './contrary.ts';
import { endOverdue, readDues, startDueRead } from './episode.ts';
import type { Draft, Evidence, EvidenceEffect } from './evidence-state.ts';

/** Time has passed: ends what is overdue, and tells which read is due and whether the channel is deaf. */
export function tick(evidence: Draft, stamp: Stamp): readonly EvidenceEffect[] {
  endOverdue(evidence, stamp);
  const readId = startDueRead(evidence, stamp);
  const isDeaf = noticeDeafness(evidence, stamp);
  return [
    ...(readId === undefined ? [] : [{ kind: 'read', readId } as const]),
    ...(isDeaf ? [{ kind: 'deaf' } as const] : []),
  ];
}

/** Elapsed ms at which {@link tick} has something to do. */
export const duesOf = (evidence: Evidence): readonly number[] => [
  ...readDues(evidence),
  ...channelDues(evidence.channel),
  ...contraryDues(evidence),
];
