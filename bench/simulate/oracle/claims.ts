import type { ConversationView } from '../../../src/app/view.ts';
import { EXTEND_SECONDS, MAX_EXTENSIONS, MAX_SAFE_SECONDS, type PanelPage } from '../page.ts';
import {
  capturedNow,
  capturesNow,
  hasLiveLeg,
  isUpToDate,
  factsInFrame,
  type Meaning,
  type PayloadFacts,
} from '../payload-facts.ts';
import { callRecord, hasPassed, pageRecord, ranAgainAt } from './record.ts';
import type { CallRecord, PageRecord, Read, Scene, Told } from './record.ts';

/** Contract 4: Unknown at most 36 s after the last frame and 1 s after a close; `checking` at most 8 s. E7: *safe* 35 s. */
const SILENCE_MS = 36_000;
const SAFE_SILENCE_MS = 35_000;
const CLOSED_MS = 1_000;
const CHECKING_MS = 8_000;
/** E4. */
const SETTLE_MS = 1_000;
/** E3: until then a resume without an answer may take effect. */
const IN_DOUBT_MS = 30_000;
/** Rule 6: *safe* is proven once per heartbeat, at the latest at the second one, by an episode of at most 8 s. */
const PROVEN_MS = 2 * 30_000 + CHECKING_MS;
/** A leader is asked every 3 s while a pause is claimed on its channel, and given 2 s to answer. */
const FROZEN_LEADER_MS = 5_000;
/** Timers, the whole ms of the agenda, and messages between pages. */
const SLACK_MS = 60;
/** "No" is believed when it was said more than once. */
const DENIALS_TO_BELIEVE = 2;

/** What the panel shows, in the words of what was told. */
function meant({ state, pauseKind }: ConversationView): Meaning | undefined {
  if (state === 'paused') return pauseKind === 'secure' ? 'secure' : 'unspecified';
  if (state === 'held') return 'held';
  return state === 'not-recording' ? 'none' : undefined;
}
const keyOf = ({ meaning, party }: PayloadFacts) => `${meaning} ${party}`;

/** A frame came, from its own socket or by way of its leader. */
export function frameCame(scene: Scene, page: PanelPage, text: string): void {
  const record = pageRecord(scene, page);
  const at = scene.agenda.now();
  const told = { n: (record.n += 1), at };
  const wasSilent = at - record.signAt > SAFE_SILENCE_MS + SLACK_MS;
  record.signAt = at;
  const said = factsInFrame(text, scene.userId);
  // What came in a silence may have been lost; and a frame that nobody can read may be about any call.
  if (wasSilent) for (const call of record.calls.values()) call.doubt = { ...told, at: -Infinity };
  if (said === undefined) for (const call of record.calls.values()) call.doubt = told;
  if (said === undefined || said === 'sign' || !isNews(scene, said)) return;
  const call = callRecord(scene, page, said.conversationId);
  const key = keyOf(said);
  const before = [...call.events].at(-1);
  const since = before?.[0] === key ? before[1].since : told;
  call.events.delete(key);
  call.events.set(key, { ...told, meaning: said.meaning, since });
  // Without a channel, between two leaders, a page listens to no event; and no read tells of a screen.
  const isHeard = ['live', 'deaf'].includes(page.conversation(said.conversationId)?.channel ?? 'lost');
  for (const name of said.others) call.others.set(name, { ...told, byEvent: true });
  if (isHeard || !said.screen) call.screen = said.screen;
}

/** Not older than what is true by now: no page can have used anything newer. */
function isNews(scene: Scene, said: PayloadFacts): boolean {
  const truth = scene.platform.truth().conversations.find(({ id }) => id === said.conversationId);
  return truth !== undefined && isUpToDate(said, truth);
}

/** A read was answered in whole. */
export function answerCame(scene: Scene, call: CallRecord, read: Read, said: PayloadFacts, n: number): void {
  const isForeign = said.meaning === 'not-mine' || said.meaning === 'over';
  call.denials = isForeign ? call.denials + 1 : 0;
  read.answer = said;
  read.answeredN = n;
  if (read.generation !== pageRecord(scene, call.page).generation) return;
  const at = scene.agenda.now();
  for (const [name, seen] of call.others) {
    const isNewer = read.n > seen.n && (!seen.byEvent || hasPassed(scene, SETTLE_MS, seen.at, read.at));
    if (isNewer && !said.others.has(name)) call.others.delete(name);
  }
  if (!isNews(scene, said)) return;
  read.isNews = true;
  for (const name of said.others) call.others.set(name, { n, at, byEvent: false });
}

/** Another channel: what was told on the one before is no evidence any more. */
export function generationBegan(scene: Scene, record: PageRecord, quietMs = 0): void {
  record.generation += 1;
  record.openedAt = scene.agenda.now();
  record.signAt = scene.agenda.now() - quietMs;
  record.closedAt = undefined;
  for (const call of record.calls.values()) {
    call.events.clear();
    for (const read of call.reads) read.isNews = false;
  }
}

/** After every step of a page that runs, and once a second. */
export function checkClaims(scene: Scene, page: PanelPage): void {
  const record = pageRecord(scene, page);
  const now = scene.agenda.now();
  if (!page.isAlive() || page.isFrozen() || scene.browser().machine.isAsleep()) return;
  // What waits for a machine that has just woken runs in the same ms.
  const awakeFor = now - ranAgainAt(scene, page);
  const view = page.view();
  for (const shown of page.conversations()) {
    const call = callRecord(scene, page, shown.conversationId);
    const isClaim = shown.state !== 'unknown' && shown.state !== 'ended';
    if (shown.channel === 'lost') call.lostAt = now;
    if (shown.state !== call.state) call.stateSince = now;
    call.state = shown.state;
    call.safeSince = shown.safe ? (call.safeSince ?? now) : undefined;
    if (view.phase !== 'ready' && (shown.safe || isClaim))
      scene.fail('nothing claimed unwatched', `${shown.state} while ${view.phase}`);
    if (view.phase === 'ready' && !view.who.settled && shown.safe)
      scene.fail('nothing safe unsettled', `safe in the name of ${view.who.name}`);
    if (shown.notMine && call.denials < DENIALS_TO_BELIEVE)
      scene.fail('no single no is final', `not the agent's after ${call.denials} answers that said so`);
    if (awakeFor < 2) continue;
    isSafeByItself(scene, call, shown);
    if (isClaim) isFresh(scene, record, call, shown, awakeFor);
    const meaning = meant(shown);
    if (meaning !== undefined) isProven(scene, record, call, meaning);
    if (shown.state === 'recording') isHeard(scene, call, shown);
  }
}

function isSafeByItself(scene: Scene, call: CallRecord, shown: ConversationView): void {
  if (!shown.safe) return;
  const what = `safe while ${shown.state}, ${shown.pauseKind}`;
  if (shown.state !== 'paused' || shown.pauseKind !== 'secure') scene.fail('safe is a secure pause', what);
  if (shown.channel !== 'live')
    scene.fail('safe needs a channel', `safe on a channel that is ${shown.channel}`);
  for (const name of call.others.keys()) scene.fail('capture heard', `safe although ${name} captures`);
  if (call.screen && scene.browser().screenPolicy === 'block')
    scene.fail('capture heard', 'safe although the screen is recorded');
  // Panels tell each other that a Pause is proven.
  const proven = scene.pausesProven.filter(({ conversationId }) => conversationId === call.conversationId);
  const from = Math.max(call.safeSince ?? Infinity, ...proven.map(({ at }) => at));
  const longFor = scene.agenda.now() - from;
  const extended = scene.extensions.filter(
    ({ conversationId, at }) => conversationId === call.conversationId && at >= from,
  );
  const most = MAX_SAFE_SECONDS + EXTEND_SECONDS * Math.min(extended.length, MAX_EXTENSIONS);
  if (longFor > most * 1_000 + SLACK_MS) scene.fail('safe lapses', `safe for ${longFor} ms`);
}

/** Recorders that this generation told to capture, and that do, stand among those that are shown. */
function isHeard(scene: Scene, call: CallRecord, shown: ConversationView): void {
  const { openedAt } = pageRecord(scene, call.page);
  const truth = scene.platform.truth().conversations.find(({ id }) => id === call.conversationId);
  for (const [name, { at }] of call.others) {
    const isTold =
      at > Math.max(openedAt, call.lostAt) && shown.channel !== 'lost' && truth && capturesNow(truth, name);
    if (isTold && !shown.recorders.some((one) => one === name))
      scene.fail('capture heard', `${name} captures and is not shown`);
  }
}

function isFresh(
  scene: Scene,
  record: PageRecord,
  call: CallRecord,
  shown: ConversationView,
  awakeFor: number,
): void {
  const now = scene.agenda.now();
  const silentFor = now - record.signAt;
  if (silentFor > (shown.safe ? SAFE_SILENCE_MS + SLACK_MS : SILENCE_MS))
    scene.fail('unknown in silence', `${shown.state} ${silentFor} ms after the last frame`);
  const closedFor = record.sockets === 0 ? now - (record.closedAt ?? Infinity) : 0;
  if (closedFor > CLOSED_MS + SLACK_MS)
    scene.fail('unknown after close', `${shown.state} ${closedFor} ms after the close`);
  const checkedFor = Math.min(now - call.stateSince, awakeFor);
  if (shown.state === 'checking' && checkedFor > CHECKING_MS + SLACK_MS)
    scene.fail('checking ends', `checking for ${checkedFor} ms`);
}

/**
 * E3, E4: what is claimed was told by a read of this generation, sent when all that was told otherwise had settled. So
 * anything contrary takes the claim back in the step in which it comes.
 */
function isProven(scene: Scene, record: PageRecord, call: CallRecord, meaning: Meaning): void {
  const now = scene.agenda.now();
  for (const { to, at, status } of call.commands) {
    const stands = status === undefined || (status === 'none' && now < at + IN_DOUBT_MS);
    if (to === 'active' && stands && !hasPassed(scene, IN_DOUBT_MS, at, now))
      scene.fail('a resume may take effect', `${meaning} ${now - at} ms after it left`);
  }
  if (call.reads.some((read) => proves(scene, record, call, read, meaning))) return;
  const last = [...call.events].map(([key, { n, at }]) => `${key.split(' ')[0]} ${n} at ${at}`).join(', ');
  scene.fail('calm by a settled read', `${meaning} without one; events: ${last}`);
}

function proves(
  scene: Scene,
  record: PageRecord,
  call: CallRecord,
  { n, at, answer, generation }: Read,
  meaning: Meaning,
): boolean {
  if (answer?.meaning !== meaning || generation !== record.generation) return false;
  const key = keyOf(answer);
  const isAfter = (told: Told) => n > told.n && hasPassed(scene, SETTLE_MS, told.at, at);
  // Of the same meaning, and other people in the call: said again it says nothing new.
  const others = [...call.events].flatMap(([other, told]) =>
    other === key ? [] : [told.meaning === meaning ? told.since : told],
  );
  const resumes = call.commands.flatMap(({ to, answered }) =>
    to === 'active' && answered ? [answered] : [],
  );
  const contrary = call.reads.filter(
    ({ answer: other, isNews: counts }) => other && counts && keyOf(other) !== key,
  );
  return (
    isAfter(call.doubt) &&
    hasPassed(scene, SETTLE_MS, record.openedAt, at) &&
    [...others, ...resumes].every(isAfter) &&
    contrary.every(({ answeredN = -1 }) => n > answeredN)
  );
}

/** Once a second, against what is really true. */
export function checkAgainstWorld(scene: Scene, { page, calls, sockets }: PageRecord): void {
  if (!page.isAlive() || page.isFrozen() || scene.browser().machine.isAsleep()) return;
  const now = scene.agenda.now();
  const ranFor = now - ranAgainAt(scene, page);
  const frozenFor = sockets > 0 ? 0 : now - leaderFrozenAt(scene);
  for (const call of calls.values()) {
    const isSafe = page.conversation(call.conversationId)?.safe === true;
    const truth = scene.platform.truth().conversations.find(({ id }) => id === call.conversationId);
    const real = truth && hasLiveLeg(truth, scene.userId) ? capturedNow(truth) : undefined;
    call.lieSince = isSafe && (real?.policy || real?.others) ? (call.lieSince ?? now) : undefined;
    const liedFor = Math.min(now - (call.lieSince ?? now), ranFor);
    if (liedFor > PROVEN_MS) scene.fail('safe is proven', `safe for ${liedFor} ms while captured`);
    const onFrozenFor = isSafe ? Math.min(now - (call.safeSince ?? now), frozenFor, ranFor) : 0;
    if (onFrozenFor > FROZEN_LEADER_MS + 500)
      scene.fail(
        'safe needs a leader that lives',
        `safe on the channel of a page frozen ${frozenFor} ms ago`,
      );
  }
}

/** Since when the page with the channel of all others runs nothing; Infinity while it runs. */
function leaderFrozenAt(scene: Scene): number {
  const withChannel = [...scene.pages.values()].filter(({ sockets }) => sockets > 0);
  // Where another page has a channel too, others may live on that one.
  const [leader] = withChannel;
  return withChannel.length === 1 && leader?.page.isFrozen() ? leader.frozenAt : Infinity;
}
