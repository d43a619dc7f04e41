import { isCalmState } from '../../../src/domain/claim-state.ts';
import {
  capturedNow,
  hasLiveLeg,
  isUpToDate,
  rings,
  factsInFrame,
  type PayloadFacts,
} from '../payload-facts.ts';
import { MAX_SAFE_SECONDS, type PanelPage } from '../page.ts';
import {
  callRecord,
  isBroken,
  pageRecord,
  ranAgainAt,
  type CallRecord,
  type PageRecord,
  type Scene,
} from './record.ts';

/** Contract 4: Unknown at most 36 s after the last frame and 1 s after a close; `checking` at most 8 s. */
const SILENCE_MS = 36_000;
const CLOSED_MS = 1_000;
const CHECKING_MS = 8_000;
/** Timers and the whole ms of the agenda. */
const SLACK_MS = 60;
/** An episode, its settle time, and the latency of its last read. */
const HEALTHY_UNKNOWN_MS = 10_500;
/** With every event delivered a claim may be behind the world by the network only. */
const BEHIND_MS = 1_200;
/** With events lost, *safe* is proven by a read at each heartbeat: two of them, and an episode. */
const DECEIVED_MS = 66_000;
const SETTLE_MS = 1_000;
/** E3: until then a command without an answer may take effect. */
const IN_DOUBT_MS = 30_000;
/** A leader is asked every 3 s while a pause is claimed on its channel, and given 2 s to answer. */
const FROZEN_LEADER_MS = 5_500;
/** Two whole answers without the agent in them, or three that know no such call. */
const DENIALS_TO_BELIEVE = 2;

const isQuiet = (state: string | undefined) =>
  state === 'paused' || state === 'held' || state === 'not-recording';

/** The frame and what it does to the page in that very step. */
export function frameArrives(scene: Scene, page: PanelPage, text: string, deliver: () => void): void {
  const record = pageRecord(scene, page);
  const now = scene.agenda.now();
  record.n += 1;
  const wasSilent = record.jumped || now - record.signAt > SILENCE_MS - 1_100;
  record.jumped = false;
  record.signAt = now;
  const facts = factsInFrame(text, scene.userId);
  for (const call of record.calls.values()) {
    const shown = page.conversation(call.conversationId);
    // A pause that would be safe if it were settled who works here is proven like one.
    const isProven = shown?.safe === true || shown?.unsafe === 'unsettled';
    if (isProven || wasSilent || facts === undefined) call.causeAt = now;
    if (facts === undefined) call.healthySince = Infinity;
  }
  if (facts === undefined) record.causeAt = now;
  if (facts !== undefined && facts !== 'sign') eventCause(scene, page, facts);
  const isLost =
    facts !== undefined && facts !== 'sign' && page.conversation(facts.conversationId)?.channel === 'lost';
  deliver();
  if (facts === undefined || facts === 'sign') return;
  const truth = scene.platform.truth().conversations.find(({ id }) => id === facts.conversationId);
  if (truth === undefined || !isUpToDate(facts, truth) || !facts.isLive) return;
  const call = callRecord(scene, page, facts.conversationId);
  // A page without a channel, between two leaders, listens to no event; no read repeats what this one says of a screen.
  call.screenToldIn = facts.screen && !isLost ? record.generation : -1;
  if (facts.captures) {
    call.contraryAt = now;
    call.contraryN = record.n;
  }
  mustHaveHeard(scene, page, facts, 'event');
}

function eventCause(scene: Scene, page: PanelPage, facts: PayloadFacts): void {
  const call = callRecord(scene, page, facts.conversationId);
  call.causeAt = scene.agenda.now();
  // While an episode runs an event is none of the things that begin another; one of the past says nothing at all.
  const truth = scene.platform.truth().conversations.find(({ id }) => id === facts.conversationId);
  if (truth === undefined || !isUpToDate(facts, truth)) return;
  const isOver = scene.agenda.now() - call.troubledAt > CHECKING_MS + 500;
  if (call.healthySince === Infinity && isOver) call.healthySince = scene.agenda.now();
}

/** Once a capturing event or read answer was delivered, *paused* and *safe* are gone in that same step. */
export function mustHaveHeard(
  scene: Scene,
  page: PanelPage,
  facts: PayloadFacts,
  by: 'event' | 'read',
): void {
  const shown = page.conversation(facts.conversationId);
  if (shown === undefined) return;
  if (facts.captures && isQuiet(shown.state))
    scene.fail('capture heard', `${shown.state} after a capturing ${by}`);
  if ((facts.captures || facts.others) && shown.safe)
    scene.fail('capture heard', `safe after a capturing ${by}`);
}

/** A follower lives on its leader's channel: a new one is a new generation, and without one nothing is known. */
export function channelOfLeader(
  scene: Scene,
  record: PageRecord,
  term: string | undefined,
  quietMs: number,
): void {
  const now = scene.agenda.now();
  record.n += 1;
  const isHeardAgain = now - record.signAt > SILENCE_MS - 1_100;
  if (term === record.term && !isHeardAgain) return;
  record.term = term;
  record.causeAt = now;
  if (term === undefined) {
    record.closedAt = now;
    for (const call of record.calls.values()) call.healthySince = Infinity;
    return;
  }
  record.closedAt = undefined;
  record.generation += 1;
  // The leader's channel may have turned deaf long before this page joined it.
  const isDeaf = [...scene.pages.values()].some(
    (one) => one.sockets > 0 && one.generation === one.brokenGeneration,
  );
  if (isDeaf || isBroken(scene, scene.socketAt)) record.brokenGeneration = record.generation;
  record.signAt = Math.max(record.signAt, now - quietMs);
  for (const call of record.calls.values()) {
    call.causeAt = now;
    call.healthySince = now;
  }
}

/** After every step of a page. */
export function pageStepped(scene: Scene, page: PanelPage): void {
  const record = pageRecord(scene, page);
  const now = scene.agenda.now();
  const isWatching = page.view().phase === 'ready';
  for (const shown of page.conversations()) {
    const call = callRecord(scene, page, shown.conversationId);
    if (!isWatching && (shown.safe || (shown.state !== 'unknown' && shown.state !== 'ended')))
      scene.fail(
        'nothing claimed unwatched',
        `${shown.safe ? 'safe' : shown.state} while ${page.view().phase}`,
      );
    if (shown.notMine && call.denials < DENIALS_TO_BELIEVE)
      scene.fail('no single no is final', `not the agent's after ${call.denials} answers that said so`);
    if (shown.state !== call.state) {
      if (isCalmState(shown.state)) calmNeedsRead(scene, record, call, shown.state);
      call.state = shown.state;
      call.stateSince = now;
    }
    if (shown.safe && call.safeSince === undefined) call.safeSince = now;
    if (!shown.safe) call.safeSince = undefined;
  }
  claimsAreFresh(scene, record);
}

/** E4: calm is entered by a read only, sent after the last contrary and a settle time after the last contrary event. */
function calmNeedsRead(scene: Scene, record: PageRecord, call: CallRecord, state: string): void {
  const proof = call.reads.some(
    (read) =>
      read.answeredN !== undefined &&
      read.captures === false &&
      read.n > call.contraryN &&
      read.at >= call.contraryAt + SETTLE_MS - SLACK_MS &&
      read.generation === record.generation,
  );
  // A clock that is set ahead makes the page believe that the settle time is over.
  const clockJumped = scene.troubleAt > scene.agenda.now() - 3_000;
  if (!proof && !clockJumped) scene.fail('calm by a settled read', `${state} without one`);
}

/** At every step and every second of a machine that is awake. */
export function claimsAreFresh(scene: Scene, record: PageRecord): void {
  const { page } = record;
  const now = scene.agenda.now();
  if (!page.isAlive() || page.isFrozen() || scene.browser().machine.isAsleep()) return;
  // What waits for a machine that has just woken runs in the same ms.
  const awakeFor = now - ranAgainAt(scene, page);
  if (awakeFor < 2) return;
  const silentFor = now - record.signAt;
  for (const shown of page.conversations()) {
    const call = callRecord(scene, page, shown.conversationId);
    const claims = shown.state !== 'unknown' && shown.state !== 'ended';
    if (claims && silentFor > SILENCE_MS)
      scene.fail('unknown in silence', `${shown.state} ${silentFor} ms after the last frame`);
    if (
      claims &&
      record.sockets === 0 &&
      record.closedAt !== undefined &&
      now - record.closedAt > CLOSED_MS + SLACK_MS
    )
      scene.fail('unknown after close', `${shown.state} ${now - record.closedAt} ms after the close`);
    if (
      shown.state === 'checking' &&
      now - call.stateSince > CHECKING_MS + SLACK_MS &&
      awakeFor > CHECKING_MS
    )
      scene.fail('checking ends', `checking for ${now - call.stateSince} ms`);
    if (
      shown.safe &&
      call.safeSince !== undefined &&
      now - call.safeSince > MAX_SAFE_SECONDS * 1_000 + SLACK_MS
    )
      scene.fail('safe lapses', `safe for ${now - call.safeSince} ms`);
    if (shown.safe && shown.state !== 'paused') scene.fail('safe is a pause', `safe while ${shown.state}`);
    if (shown.safe && shown.pauseKind !== 'secure')
      scene.fail('safe is a secure pause', `safe with pause kind ${shown.pauseKind}`);
  }
}

/** Once a second, against what is really true. */
export function lightAgainstWorld(scene: Scene, record: PageRecord): void {
  const { page } = record;
  if (!page.isAlive() || page.isFrozen() || scene.browser().machine.isAsleep() || !page.isSignedIn()) return;
  const now = scene.agenda.now();
  for (const shown of page.conversations()) {
    const call = callRecord(scene, page, shown.conversationId);
    const truth = scene.platform.truth().conversations.find(({ id }) => id === shown.conversationId);
    if (truth === undefined || !hasLiveLeg(truth, scene.userId)) {
      call.falseSince = undefined;
      call.healthySince = Math.max(call.healthySince, now);
      continue;
    }
    const safeFor = record.sockets === 0 ? now - (call.safeSince ?? now) : 0;
    const onFrozenFor = now - frozenLeaderAt(scene);
    if (Math.min(safeFor, onFrozenFor, now - ranAgainAt(scene, page)) > FROZEN_LEADER_MS)
      scene.fail(
        'safe needs a leader that lives',
        `safe on the channel of a page frozen ${onFrozenFor} ms ago`,
      );
    // Answered this moment: the event that tells of it is on its way.
    if (rings(truth, scene.userId)) call.healthySince = Math.max(call.healthySince, now);
    const real = capturedNow(truth);
    const isFalse =
      (shown.safe &&
        (real.policy ||
          real.others ||
          (real.screen &&
            call.screenToldIn === record.generation &&
            scene.browser().screenPolicy === 'block'))) ||
      (isQuiet(shown.state) && real.policy);
    call.falseSince = isFalse ? (call.falseSince ?? now) : undefined;
    const wrongFor = call.falseSince === undefined ? 0 : now - call.falseSince;
    // While nothing safe is shown nothing is read (rule 6): an event that was lost since the last look stays unknown.
    const lookedAt = shown.safe
      ? now - DECEIVED_MS
      : (call.reads.findLast(({ answeredN }) => answeredN !== undefined)?.at ?? 0) - 1_000;
    const deceived =
      Math.max(scene.deceivedAt, scene.troubleAt) > lookedAt || record.generation === record.brokenGeneration;
    if (wrongFor > BEHIND_MS && !deceived)
      scene.fail(
        'the light never lies',
        `${shown.state}${shown.safe ? ', safe' : ''} for ${wrongFor} ms while captured`,
      );
    if (wrongFor > DECEIVED_MS && shown.safe)
      scene.fail('safe is proven', `safe for ${wrongFor} ms while captured`);
    const unknownFor = Math.min(
      now - call.stateSince,
      now - call.healthySince,
      now - scene.troubleAt,
      now - ranAgainAt(scene, page),
      now - resumeStoodAt(call, now),
    );
    const isLost = shown.state === 'unknown' && !shown.notMine && call.state === 'unknown';
    if (isLost && shown.channel === 'live' && unknownFor > HEALTHY_UNKNOWN_MS)
      scene.fail(
        'known when healthy',

        `unknown for ${now - call.stateSince} ms, nothing in the way for ${unknownFor} ms`,
      );
  }
}

/** Since when the page with the channel of all others runs nothing; Infinity while it runs. */
function frozenLeaderAt(scene: Scene): number {
  const withChannel = [...scene.pages.values()].filter(({ sockets }) => sockets > 0);
  // Where another page has a channel too, others may live on that one.
  const [leader] = withChannel;
  return withChannel.length === 1 && leader?.page.isFrozen() ? leader.frozenAt : Infinity;
}

/** E3: nothing calm is claimed while an own resume waits to be confirmed, or may still take effect because its answer was lost. */
function resumeStoodAt({ commands, wishes }: CallRecord, now: number): number {
  const stood = commands
    .filter(({ to, answered, lost }) => to === 'active' && (lost || !answered))
    .map(({ at }) => Math.min(now, at + IN_DOUBT_MS));
  const waited = wishes
    .filter(({ action }) => action === 'resume')
    .map(({ ending, endedAt }) => (ending === undefined ? now : endedAt));
  return Math.max(-Infinity, ...stood, ...waited);
}
