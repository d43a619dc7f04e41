import type { Call } from '../../../../src/domain/call.ts';
import type { CallInput } from '../../../../src/domain/call-input.ts';
import type { PauseRules } from '../../../../src/domain/pause-limit.ts';
import type { Recorder } from '../../../../src/domain/snapshot.ts';
import { must, type Delivery } from './violation.ts';
import type { Carries, Meaning, Version } from './world.ts';

const STATE_OF: Readonly<Record<Meaning, string>> = {
  recording: 'recording',
  secure: 'paused',
  unspecified: 'paused',
  held: 'held',
  'not-recording': 'not-recording',
  unknown: 'unknown',
  ended: 'ended',
};
const CALM = new Set(['paused', 'held', 'not-recording']);
const RANK: Readonly<Record<Carries, number>> = { full: 2, 'no-kind': 1, nothing: 0 };
const SILENCE_MS = 35_000;
const SETTLE_MS = 1_000;

interface Sent {
  readonly k: number;
  readonly at: number;
}

/**
 * Keeps its own books of what was delivered when, and says what may be claimed on the strength of it. Written from the
 * rules (E1-E8), not from the code: it knows the model's meanings and never looks at a snapshot's fields.
 */
export function evidenceOracle(block: boolean, limit: PauseRules) {
  let k = 0;
  let open = false;
  let lastFrameAt = -Infinity;
  let accepted: Version | undefined;
  let known = new Set<string>();
  let gone = new Set<string>();
  let carried: Partial<Record<'event' | 'read', Carries>> = {};
  let contraryEventAt = -Infinity;
  let lastEvent: { readonly meaning: Meaning; readonly at: number } | undefined;
  let contraryK = 0;
  /** The newest read that proves something calm; any contrary voids it. */
  let proof: { readonly version: Version; readonly sent: Sent } | undefined;
  let lastRead: { readonly version: Version; readonly sent: Sent } | undefined;
  let pausedSince: number | undefined;
  /** Of this pause; and the newest that came when it had run out. */
  let extensions = 0;
  let lateK = 0;
  /** Since it was last claimed something has spoken against this pause, beside a resume on its way. */
  let isDenied = false;
  let isPaused = false;
  let checkingSince: number | undefined;
  let wasCalm = false;
  const reads = new Map<number, Sent>();
  const resumes = new Map<number, { readonly sentAt: number; doubtful: boolean }>();
  const capturing = new Map<Recorder, { readonly k: number; readonly settledAt: number }>();

  const contrary = (eventAt?: number): void => {
    contraryK = k += 1;
    proof = undefined;
    if (eventAt !== undefined) contraryEventAt = eventAt;
  };

  const isOutdated = (version: Version): boolean =>
    [...known].some((id) => !version.all.includes(id)) || version.live.some((id) => gone.has(id));

  const isWarning = (version: Version, source: 'event' | 'read'): boolean => {
    const before = carried[source];
    const absent = before !== undefined && RANK[version.carries] < RANK[before];
    return absent || (accepted !== undefined && accepted.live.join() !== version.live.join());
  };

  const accept = (version: Version, source: 'event' | 'read'): void => {
    accepted = version;
    carried = { ...carried, [source]: version.meaning === 'ended' ? 'nothing' : version.carries };
    known = new Set([...known, ...version.all]);
    gone = new Set([...gone, ...version.all.filter((id) => !version.live.includes(id))]);
  };

  const noteOthers = (version: Version, at: number, sent: Sent | undefined): void => {
    for (const [name, seen] of capturing) {
      if (version.others.has(name)) continue;
      if (name === 'screen' ? !sent : sent && sent.k > seen.k && sent.at >= seen.settledAt)
        capturing.delete(name);
    }
    for (const name of version.others) {
      if (name === 'screen' && sent) continue;
      capturing.set(name, { k: (k += 1), settledAt: sent ? -Infinity : at + SETTLE_MS });
    }
  };

  const evidence = (version: Version, at: number, sent: Sent | undefined): void => {
    if (!open || isOutdated(version)) return;
    const source = sent ? 'read' : 'event';
    const disputed =
      sent && lastEvent && lastEvent.meaning !== version.meaning && sent.at < lastEvent.at + SETTLE_MS;
    const settled = sent && sent.at >= contraryEventAt + SETTLE_MS && !disputed;
    const fresh = sent && sent.k > contraryK && settled && resumes.size === 0;
    if (!sent) lastEvent = { meaning: version.meaning, at };
    const warning = isWarning(version, source);
    const differs = wasCalm && proof !== undefined && proof.version.meaning !== version.meaning;
    accept(version, source);
    noteOthers(version, at, sent);
    if (sent) lastRead = { version, sent };
    if (version.meaning === 'recording' || warning || (differs && !fresh)) {
      isDenied = true;
      // Also where nothing can be claimed for want of a channel.
      if (version.meaning === 'recording' && !wasCalm) pausedSince = undefined;
      contrary(sent ? undefined : at);
    } else if (sent && fresh && CALM.has(STATE_OF[version.meaning])) proof = { version, sent };
    else if (version.meaning === 'ended') proof = undefined;
  };

  const endsAt = (): number =>
    (pausedSince ?? -Infinity) + (limit.maxSeconds + extensions * limit.extendSeconds) * 1_000;

  /** Only of a pause that is claimed, or known here and claimed elsewhere, as often as allowed, and where it leaves time. */
  const extend = (at: number, isElsewhere = false): void => {
    const isClaimed = isPaused && open && at <= lastFrameAt + SILENCE_MS;
    const isThere = isClaimed || (isElsewhere && pausedSince !== undefined);
    if (!isThere || extensions >= limit.maxExtensions || at >= endsAt() + limit.extendSeconds * 1_000) return;
    if (at >= endsAt()) lateK = k;
    extensions += 1;
  };

  const begins = (at: number): void => {
    pausedSince = at;
    extensions = 0;
    lateK = 0;
    isDenied = false;
  };

  const dropOldResumes = (at: number): void => {
    for (const [id, resume] of resumes) {
      if (at < resume.sentAt + 30_000) continue;
      resumes.delete(id);
      contrary(at);
    }
  };

  return {
    get lastRead() {
      return lastRead;
    },
    get proof() {
      return proof;
    },
    get open() {
      return open;
    },
    get resumesStand() {
      return resumes.size > 0;
    },
    next: () => (k += 1),

    before(input: CallInput, delivery: Delivery | undefined, at: number): void {
      k += 1;
      dropOldResumes(at);
      if (open && at > lastFrameAt + SILENCE_MS) contrary();
      if (input.kind === 'opened') {
        open = true;
        lastFrameAt = at;
        accepted = undefined;
        known = new Set();
        gone = new Set();
        carried = {};
        lastEvent = undefined;
        reads.clear();
        contrary();
      }
      if (input.kind === 'lost' || input.kind === 'signed-out') {
        open = false;
        reads.clear();
        contrary();
      }
      if (input.kind === 'frame') lastFrameAt = at;
      if (input.kind === 'extend') extend(at, input.isElsewhere);
      if (delivery?.kind === 'event') evidence(delivery.version, at, undefined);
      if (delivery?.kind === 'read') {
        const sent = reads.get(delivery.readId);
        reads.delete(delivery.readId);
        if (sent && delivery.version) evidence(delivery.version, at, sent);
      }
      if (input.kind === 'answered') {
        const resume = resumes.get(input.commandId);
        const lostAnswer =
          !input.result.ok &&
          (input.result.failure.kind === 'timeout' || input.result.failure.kind === 'offline');
        if (resume && lostAnswer) resume.doubtful = true;
        else if (resume && resumes.delete(input.commandId)) contrary(at);
      }
    },

    readSent(readId: number, at: number): void {
      must(open, 'no read goes out without a generation');
      must(reads.size === 0, 'at most one read is in flight', { inFlight: reads.size });
      reads.set(readId, { k: (k += 1), at });
    },

    resumeSent(commandId: number, at: number): void {
      resumes.set(commandId, { sentAt: at, doubtful: false });
      contrary();
    },

    /** A Pause that is proven counts from then, also in a pause. */
    pauseConfirmed: begins,

    after(call: Call, at: number, journalOwes: boolean): void {
      const { claim } = call;
      wasCalm = CALM.has(claim.state);
      if (CALM.has(claim.state)) {
        must(proof, 'a calm claim rests on a read sent after all contrary evidence', { claim: claim.state });
        must(STATE_OF[proof.version.meaning] === claim.state, 'a calm claim says what its read said', {
          claim: claim.state,
          read: proof.version.meaning,
        });
        must(resumes.size === 0, 'nothing calm is claimed while an own resume stands');
      }
      if (!open || at > lastFrameAt + SILENCE_MS)
        must(claim.state === 'unknown' || claim.state === 'ended', 'without a channel all is unknown', {
          claim: claim.state,
        });
      if (claim.state === 'ended')
        must(accepted === undefined || accepted.meaning === 'ended', 'ended is claimed of a call that ended');
      isPaused = claim.state === 'paused';
      if (isPaused) isDenied = false;
      if (isPaused && pausedSince === undefined) begins(at);
      // A recording that is only feared ends no pause.
      else if (
        claim.state === 'recording'
          ? isDenied
          : !isPaused && claim.state !== 'checking' && claim.state !== 'unknown'
      )
        pausedSince = undefined;
      if (claim.safe) {
        must(proof?.version.meaning === 'secure', 'safe needs a secure pause');
        must(!call.evidence.channel.deaf, 'safe needs a channel that is not deaf');
        const others = [...capturing.keys()].filter((name) => name !== 'screen' || block);
        must(others.length === 0, 'safe needs every other recorder off', { others });
        must(at <= claim.validUntil, 'safe is not shown past its validity');
        must(at <= endsAt(), 'safe lapses at the limit, with what it was extended by');
        must(proof.sent.k > lateK, 'safe after a late extension needs a read sent after it');
        must(!journalOwes, 'safe waits for the journal');
      }
      checkingSince = claim.state === 'checking' ? (checkingSince ?? at) : undefined;
      if (checkingSince !== undefined)
        must(at - checkingSince <= 8_000, 'checking lasts at most 8 s', { lasted: at - checkingSince });
    },
  };
}

export type EvidenceOracle = ReturnType<typeof evidenceOracle>;
