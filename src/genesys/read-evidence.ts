import type { Failure } from '../domain/failure.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { Evidence } from '../proof/prove.ts';
import type { RecordingsApi } from './recordings-api.ts';
import { isAvailable, isUnderWay, type RecordingFacts } from './wire/recording-metadata.ts';

/** What is no recording of that time. A word of a later time may mean anything, and proves nothing. */
const LEFT_OUT: ReadonlySet<string> = new Set(['securepause', 'hold', 'pause', 'floworqueue']);
const MEDIA: ReadonlySet<string> = new Set(['audio', 'screen', 'video']);
/** A transcript holds nothing that was heard. */
const TRANSCRIPTS: ReadonlySet<string> = new Set(['chat', 'email', 'message', 'messaging']);

/**
 * Reads what Genesys left out of each recording of a conversation: one request, and one more for each recording. Fails when
 * the recordings cannot be listed; what one of them does not tell is said of that one.
 */
export async function readEvidence(
  api: RecordingsApi,
  conversationId: string,
): Promise<Result<readonly Evidence[]>> {
  const listed = await api.recordings(conversationId);
  if (!listed.ok) return listed;
  const found: Evidence[] = [];
  for (const facts of listed.value) {
    if (!TRANSCRIPTS.has(facts.media)) found.push(await evidenceOf(api, conversationId, facts));
  }
  return ok(found);
}

/**
 * As `readEvidence`, for who asks again later: fails as soon as Genesys refuses anything or does not answer, and asks for no
 * more then. Of a picture that it does not show to this user nothing is known, and of the voice what its own recordings tell.
 */
export async function readWholeEvidence(
  api: RecordingsApi,
  conversationId: string,
): Promise<Result<readonly Evidence[]>> {
  let failure: Failure | undefined;
  const pictures = new Set<string>();
  const answer = await readEvidence(
    {
      async recordings(id) {
        const listed = await api.recordings(id);
        for (const { recordingId, media } of listed.ok ? listed.value : [])
          if (media === 'screen' || media === 'video') pictures.add(recordingId);
        return listed;
      },
      async annotations(id, recordingId) {
        if (failure) return failed(failure);
        const told = await api.annotations(id, recordingId);
        if (told.ok || told.failure.kind === 'not-found') return told;
        if (told.failure.kind === 'denied' && pictures.has(recordingId)) return ok([]);
        ({ failure } = told);
        return told;
      },
    },
    conversationId,
  );
  return failure ? failed(failure) : answer;
}

async function evidenceOf(
  api: Pick<RecordingsApi, 'annotations'>,
  conversationId: string,
  facts: RecordingFacts,
): Promise<Evidence> {
  const { recordingId, media, mediaSubtype } = facts;
  const about = { recordingId, media, ...(mediaSubtype !== undefined && { mediaSubtype }) };
  const [from, to] = [Date.parse(facts.startTime ?? ''), Date.parse(facts.endTime ?? '')];
  // What is none of these may hold the voice, and nobody knows what its annotations mean.
  if (!MEDIA.has(media)) return { ...about, ...(from < to && { during: { from, to } }), pauses: 'medium' };
  if (!(from < to)) return { ...about, pauses: 'no-time' };
  const during = { from, to };
  // What is not whole yet may not tell all of its pauses.
  if (isUnderWay(facts)) return { ...about, during, pauses: 'not-yet' };
  const answer = await api.annotations(conversationId, recordingId);
  if (!answer.ok)
    return { ...about, during, pauses: answer.failure.kind === 'not-found' ? 'gone' : 'refused' };
  const leftOut = answer.value.filter(({ reason }) => LEFT_OUT.has(reason));
  // Of a recording that is damaged or deleted nothing may be left to tell.
  if (!isAvailable(facts) && leftOut.length === 0) return { ...about, during, pauses: 'gone' };
  if (media !== 'audio' && leftOut.length === 0) return { ...about, during, pauses: 'screen' };
  const pauses = leftOut.map(({ reason, offsetMs, durationMs }) => ({
    reason,
    from: from + offsetMs,
    to: from + offsetMs + durationMs,
  }));
  return { ...about, during, pauses };
}
