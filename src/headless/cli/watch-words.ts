import type { ArchiveEvent } from '../archive/archive-event.ts';
import { FLAG_CODES } from '../archive/job.ts';
import { sinceOf } from '../control/status.ts';
import type { WatchEvent } from '../watch/watch-event.ts';
import { proofSentence } from './proof-words.ts';
import { counted, failureFields, failureSentence, isRedirect } from './words.ts';

/** What is told while queues are watched, as a machine reads it. */
export function lineOf(event: WatchEvent | ArchiveEvent): Readonly<Record<string, unknown>> {
  if (event.kind === 'state') {
    const { conversationId, state, pauseKind, recorders, since } = event.view;
    return {
      type: 'state',
      conversationId,
      ...(event.queueId !== undefined && { queueId: event.queueId }),
      state,
      ...(pauseKind !== undefined && { pauseKind }),
      recorders,
      ...(since && { since: sinceOf(since) }),
    };
  }
  if (event.kind === 'recording') {
    return { type: 'recording', conversationId: event.conversationId, ...event.facts };
  }
  if (event.kind === 'sign-in-refused') return { type: event.kind, ...failureFields({ kind: 'signed-out' }) };
  if (event.kind === 'waiting') return { type: event.kind, ...failureFields(event.failure) };
  if (event.kind === 'no-metadata') {
    return { type: event.kind, conversationId: event.conversationId, ...failureFields(event.failure) };
  }
  const { kind, ...rest } = event;
  return { type: kind, ...rest, ...(kind === 'flag' && 'flag' in rest && { code: FLAG_CODES[rest.flag] }) };
}

const whyDelayed = (status: number | undefined): string =>
  status === undefined
    ? 'no answer'
    : isRedirect(status)
      ? `${status}, a redirect, which is never followed: give the address where it leads`
      : String(status);

/** And as people do. */
export function sentenceOf(event: WatchEvent | ArchiveEvent): string {
  switch (event.kind) {
    case 'channel':
      return event.up
        ? 'Channel open.'
        : `Channel lost (${event.why ?? 'closed'}): states are unknown until it is back.`;
    case 'state': {
      const { conversationId, state, pauseKind, recorders } = event.view;
      const kind = state === 'paused' && pauseKind ? ` (${pauseKind})` : '';
      return `${conversationId}  ${state}${kind}${recorders.length > 0 ? `  ${recorders.join(', ')}` : ''}`;
    }
    case 'ended':
      return `${event.conversationId}  ended`;
    case 'queue-refused': {
      const { queueId, permissions, reason } = event;
      const why =
        permissions.length > 0
          ? `the permission ${permissions.join(', ')} is missing`
          : (reason ?? 'Genesys does not say why');
      return `LOOK AT THIS: queue ${queueId} is not watched: ${why}. The other queues are; it is asked for again.`;
    }
    case 'no-id':
      return `LOOK AT THIS: Genesys told of a call whose id is none: ${event.conversationId}. Such calls are not watched.`;
    case 'too-many-queues':
      return `LOOK AT THIS: ${counted(event.queueIds.length, 'queue is', 'queues are')} not watched, because one channel of Genesys takes ${event.limit}. Give them to another watch, with --queue and a home of its own: ${event.queueIds.join(' ')}`;
    case 'queues-missing':
      return `LOOK AT THIS: ${counted(event.queueIds.length, 'queue is', 'queues are')} not watched, although they were: they are deleted, hidden from this client, not among --queue, or the worker that had them is gone. What ends there is looked for when they are watched again, up to two days back: ${event.queueIds.join(' ')}`;
    case 'queue-heard':
      return `Queue ${event.queueId} is watched again.`;
    case 'gap':
      return `Queue ${event.queueId}: analytics cannot be asked (${event.code}); calls of the time without a channel may be missing.`;
    case 'recording': {
      const { recordingId, media, mediaSubtype = '', fileState } = event.facts;
      return `${event.conversationId}  recording ${recordingId}  ${media} ${mediaSubtype} ${fileState}`;
    }
    case 'proof':
      return `${event.conversationId}  ${proofSentence(event.proofs)}`;
    case 'incident-opened':
      return `${event.conversationId}  LOOK AT THIS: incident ${event.incidentId} (${event.code})`;
    case 'incident-told':
      return `${event.conversationId}  incident ${event.incidentId}  webhook accepted`;
    case 'incident-delayed':
      return `${event.conversationId}  incident ${event.incidentId}  webhook not accepted (${whyDelayed(event.status)}), tried again later`;
    case 'incident-refused':
      return `${event.conversationId}  incident ${event.incidentId}  LOOK AT THIS: webhook refused for good (${event.status})`;
    case 'flag':
      return `${event.conversationId}  LOOK AT THIS: ${event.flag}${event.recordingId ? ` of recording ${event.recordingId}` : ''} (${FLAG_CODES[event.flag]})`;
    case 'unreadable':
      return `LOOK AT THIS: in the queue stood what is no job, and nothing is done for it. ${event.why} It was moved to ${event.file}.`;
    case 'disk':
      return event.why ?? 'The home can be written.';
    case 'carried-over':
      return `What a watch of this home has left is in the database now: ${counted(event.calls, 'call')}, ${counted(event.queues, 'queue')}, ${counted(event.setAside, 'refused webhook')}. Its files are in ${event.folder}, and read no more.`;
    case 'webhooks-wait':
      return 'LOOK AT THIS: this worker has no RECORDING_CONTROL_WEBHOOK_URL, and others of its database have one. What it finds waits until one of them sends it.';
    case 'store':
      return event.why ?? 'The database can be used.';
    case 'home-lost':
      return `LOOK AT THIS: another watch has taken over the home ${event.home}. This one ends.`;
    case 'waiting':
      return `${failureSentence(event.failure)} Nothing is watched yet; tried again.`;
    case 'sign-in-refused':
      return `LOOK AT THIS: ${failureSentence({ kind: 'signed-out' })} Nothing is watched until it is accepted; tried again every 10 s.`;
    case 'no-metadata':
      return `${event.conversationId}  LOOK AT THIS: its recordings cannot be listed. ${failureSentence(event.failure)} It is asked for again.`;
    case 'delivered':
      return `${event.conversationId}  recording ${event.recordingId}  webhook accepted`;
    case 'delayed':
      return `${event.conversationId}  recording ${event.recordingId}  webhook not accepted (${whyDelayed(event.status)}), tried again later`;
    case 'set-aside':
      return `${event.conversationId}  recording ${event.recordingId}  LOOK AT THIS: webhook refused for good (${event.status}), set aside under key ${event.key}`;
  }
}
