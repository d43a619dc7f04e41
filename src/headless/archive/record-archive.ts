import type { Ids, Journal } from '../../app/ports.ts';
import { failureCode } from '../../domain/failure.ts';
import type { ArchiveEvent } from './archivist.ts';
import { FLAG_CODES } from './job.ts';

/** What is told of the archive; `notLogged`: it belongs to the audit and could not be written there. */
export type ToldArchiveEvent = ArchiveEvent & { readonly notLogged?: true };

/** What was handed on, and what is wrong with a recording, is part of the audit. False: it could not be written there. */
export async function recordArchive(
  event: ArchiveEvent,
  journal: Pick<Journal, 'append'>,
  {
    about,
    ids,
    wall,
  }: {
    readonly about: { readonly app: string; readonly region?: string };
    readonly ids: Ids;
    readonly wall: () => number;
  },
): Promise<boolean> {
  if (event.kind === 'recording' || event.kind === 'delayed' || event.kind === 'unreadable') return true;
  const failure = failureIn(event);
  const recordingId = 'recordingId' in event ? event.recordingId : undefined;
  const result = await journal.append({
    ...about,
    id: ids.next(),
    at: new Date(wall()).toISOString(),
    actor: 'client',
    conversationId: event.conversationId,
    ...(recordingId !== undefined && { recordingId }),
    action: 'archive',
    trigger: 'platform',
    phase: event.kind === 'delivered' ? 'confirmed' : event.kind === 'flag' ? 'observed' : 'failed',
    ...(failure !== undefined && { failure }),
  });
  return result.ok;
}

function failureIn(event: ArchiveEvent): string | undefined {
  switch (event.kind) {
    case 'flag':
      return FLAG_CODES[event.flag];
    case 'set-aside':
      return 'REC-WEBHOOK';
    case 'no-metadata':
      return failureCode(event.failure);
    default:
      return undefined;
  }
}
