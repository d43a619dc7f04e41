import type { Clock, RecordingApi } from '../app/ports.ts';
import { failureCode } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';
import { ownLegs, type Snapshot } from '../domain/snapshot.ts';

/**
 * The commissioning check: on one real test call it does what agents do, and compares what Genesys Cloud answers with
 * what docs/platform-notes.md assumes. Whatever differs is exported, so that an assumption becomes knowledge.
 */

/** What one read tells, reduced to words and flags: no ids of people, no numbers. */
export interface Seen {
  readonly overall?: string;
  readonly overallSecure?: boolean;
  readonly own?: string;
  readonly ownSecure?: boolean;
  readonly held?: boolean;
  readonly others?: string;
  readonly snippet?: string;
  readonly failure?: string;
}

export type Task = 'pause' | 'resume' | 'hold' | 'unhold' | 'snippet-start' | 'snippet-stop' | 'transfer';

export interface Stage {
  readonly key: string;
  /** What the person has to do; absent: the check does it itself. */
  readonly person?: Task;
  readonly command?: Task;
  /** The stage without which this one makes no sense. */
  readonly after?: string;
  /** Where docs/platform-notes.md says so, and what. */
  readonly assumption: string;
  readonly expected: Seen;
}

/** In an order in which each stage begins where the one before ended. */
export const STAGES: readonly Stage[] = [
  {
    key: 'recording',
    assumption: 'Operations: a recorded call is active overall and on the own leg',
    expected: { overall: 'active', own: 'active', ownSecure: false },
  },
  {
    key: 'pause',
    command: 'pause',
    assumption: 'Operations: a secure pause is told overall and on the own leg',
    expected: { overall: 'paused', overallSecure: true, own: 'paused', ownSecure: true },
  },
  {
    key: 'resume',
    command: 'resume',
    assumption: 'Operations: a resume makes it active again',
    expected: { overall: 'active', own: 'active', ownSecure: false },
  },
  {
    key: 'hold',
    person: 'hold',
    assumption: 'Hold and secure pause: a hold is paused without securePause (switch suppressOnHold)',
    expected: { held: true, own: 'paused', ownSecure: false },
  },
  {
    key: 'hold-pause',
    after: 'hold',
    command: 'pause',
    assumption: 'Hold and secure pause: a secure pause during a hold is told as secure',
    expected: { held: true, own: 'paused', ownSecure: true },
  },
  {
    key: 'unhold-paused',
    after: 'hold',
    person: 'unhold',
    assumption: 'Hold and secure pause: the pause outlasts the hold',
    expected: { held: false, own: 'paused', ownSecure: true },
  },
  {
    key: 'resume-again',
    command: 'resume',
    assumption: 'Operations: a resume makes it active again',
    expected: { overall: 'active', own: 'active' },
  },
  {
    key: 'snippet',
    command: 'snippet-start',
    assumption: 'Operations: a snippet is told as a recorder and changes no state',
    expected: { snippet: 'active', own: 'active' },
  },
  {
    key: 'snippet-paused',
    command: 'pause',
    assumption: 'Operations: a secure pause never stops a snippet',
    expected: { snippet: 'active', ownSecure: true },
  },
  {
    key: 'snippet-stop',
    command: 'snippet-stop',
    assumption: 'Operations: a snippet stops by itself alone',
    expected: { snippet: 'none', ownSecure: true },
  },
  {
    key: 'transfer',
    person: 'transfer',
    assumption: 'Operations: a leg that connects while paused records (switch pauseSurvivesTransfer)',
    expected: { others: 'active' },
  },
  {
    key: 'resume-together',
    command: 'resume',
    assumption: 'Operations: a resume makes it active again',
    expected: { overall: 'active', own: 'active' },
  },
  {
    key: 'pause-others',
    after: 'transfer',
    command: 'pause',
    assumption: "Operations: other participants' legs do not tell the pause (switch otherLegsUpdate)",
    expected: { ownSecure: true, others: 'active' },
  },
  {
    // The call is left as it was found.
    key: 'resume-last',
    command: 'resume',
    assumption: 'Operations: a resume makes it active again',
    expected: { overall: 'active', own: 'active' },
  },
];

export type Verdict = 'as-assumed' | 'differs' | 'not-told';

export interface Finding {
  readonly key: string;
  readonly assumption: string;
  readonly verdict: Verdict;
  readonly expected: Seen;
  readonly seen: Seen;
}

export interface CommissionDeps {
  readonly api: Pick<RecordingApi, 'readCall' | 'setRecording' | 'setCapture'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly userId: string;
  readonly conversationId: string;
  /** Resolves when the person has done it; false: they leave it out. */
  ask(task: Task): Promise<boolean>;
  progress(finding: Finding): void;
}

/** Reads lag (switch readLagMs): a state counts when it is there within this time. */
const PATIENCE_MS = 6_000;
const AGAIN_MS = 500;

/** Walks through the stages; one that cannot be done is a finding too, and the walk goes on. */
export async function commission(deps: CommissionDeps): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { key, person, command, after, assumption, expected } of STAGES) {
    if (after !== undefined && !findings.some((one) => one.key === after)) continue;
    if (person !== undefined && !(await deps.ask(person))) continue;
    const refused = command && (await order(deps, command));
    const seen = refused ?? (await settled(deps, expected));
    const finding = { key, assumption, expected, seen, verdict: judge(expected, seen) };
    findings.push(finding);
    deps.progress(finding);
  }
  return findings;
}

const judge = (expected: Seen, seen: Seen): Verdict => {
  const entries = Object.entries(expected) as [keyof Seen, unknown][];
  if (seen.failure !== undefined) return 'differs';
  if (entries.some(([key, value]) => seen[key] !== undefined && seen[key] !== value)) return 'differs';
  return entries.every(([key]) => seen[key] !== undefined) ? 'as-assumed' : 'not-told';
};

async function order(deps: CommissionDeps, command: Task): Promise<Seen | undefined> {
  const { api, conversationId } = deps;
  const refusal = (result: Result<unknown>): Seen | undefined =>
    result.ok ? undefined : { failure: failureCode(result.failure) };
  if (command === 'pause' || command === 'resume') {
    return refusal(await api.setRecording(conversationId, command === 'pause' ? 'paused' : 'active', 'own'));
  }
  const read = await api.readCall(conversationId);
  const leg = read.ok ? ownLegs(read.value, deps.userId).find(({ live }) => live) : undefined;
  if (leg === undefined) return { failure: 'REC-NOLEG' };
  const to = { participantId: leg.participantId, isOnQueue: leg.queueId !== undefined };
  return refusal(await api.setCapture(conversationId, to, 'snippet', command === 'snippet-start'));
}

/** The last read within the time that shows what is expected, else the last read at all. */
async function settled(deps: CommissionDeps, expected: Seen): Promise<Seen> {
  let seen: Seen = {};
  for (let waited = 0; waited <= PATIENCE_MS; waited += AGAIN_MS) {
    await new Promise<void>((resolve) => deps.clock.after(AGAIN_MS, resolve));
    const read = await deps.api.readCall(deps.conversationId);
    seen = read.ok ? seenIn(read.value, deps.userId) : { failure: failureCode(read.failure) };
    if (judge(expected, seen) === 'as-assumed') return seen;
  }
  return seen;
}

function seenIn(snapshot: Snapshot, userId: string): Seen {
  const own = ownLegs(snapshot, userId).find(({ live }) => live);
  const other = snapshot.legs.findLast((leg) => leg.live && leg !== own && leg.recordingState !== undefined);
  const told: Record<keyof Seen, string | boolean | undefined> = {
    overall: snapshot.recordingState,
    overallSecure: snapshot.securePause,
    own: own?.recordingState,
    ownSecure: own?.securePause,
    held: own?.held,
    // The one that came last: the customer, or the colleague who joined.
    others: other?.recordingState,
    snippet: own?.recorders.snippet,
    failure: undefined,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** What to send to the authors: everything that is not as assumed, as JSON. */
export const differencesOf = (
  findings: readonly Finding[],
  facts: Readonly<Record<string, string>>,
): string =>
  `${JSON.stringify({ v: 1, ...facts, findings: findings.filter(({ verdict }) => verdict !== 'as-assumed') }, undefined, 2)}\n`;
