import type { AuditEntry, AuditFacts } from '../domain/audit.ts';
import { headText } from './anchors.ts';
import type { Head } from './chain.ts';

/** What an agent has brought about on a call; what was only asked for, or has failed, is told nobody. */
const CONFIRMED: ReadonlySet<AuditFacts['action']> = new Set(['pause', 'resume', 'start', 'stop']);

/** An entry that is told on its call, on this participant. */
export type Told = AuditEntry & { readonly participantId: string };

/** Whether this entry is told on the call: of this very user, and once it is confirmed. An extension needs no confirmation. */
export const isTold = (entry: AuditEntry, userId: string): entry is Told =>
  entry.actor === 'user' &&
  entry.userId === userId &&
  entry.participantId !== undefined &&
  (entry.phase === 'confirmed'
    ? CONFIRMED.has(entry.action)
    : entry.action === 'extend' && entry.phase === 'observed');

/** The same for the same entry, always: a key that stands is never written again. */
export const attributeKey = ({ chain, seq }: Pick<AuditEntry, 'chain' | 'seq'>): string =>
  `rc1.${chain.slice(0, 8)}.${seq}`;

/**
 * Version 1 of what is written on the call: docs/contracts/call-attributes.md. When it was is told by Genesys' clock or not at
 * all: whoever reads it has another computer.
 */
export const attributeValue = (
  { action, target, phase, platformAt }: AuditFacts,
  reason: string | undefined,
  head: Head,
): string => [1, action, target, phase, platformAt, reason, headText(head)].join(';');
