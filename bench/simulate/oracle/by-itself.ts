import { hasPassed, pageRecord, type CallRecord, type Scene } from './record.ts';

/** Rule 10. */
const COUNTDOWN_MS = 10_000;
/** Once a second, and not less often than this. */
const BREAK_MS = 2_500;
/** Lock, log and a read are asked for 2 s before the end, and waited for until 3 s after it. */
const PROVEN_MS = 5_500;
const SILENCE_MS = 35_000;
const SLACK_MS = 60;

/** A Pause of this page has come true: from here on nothing may speak against it. */
export function isItsOwn(scene: Scene, { page, auto }: CallRecord, wishId: string): void {
  const { n, generation } = pageRecord(scene, page);
  auto.own = { wishId, n, generation };
}

export function countdownSeen(scene: Scene, { auto }: CallRecord): void {
  const now = scene.agenda.now();
  if (now - auto.seenAt > BREAK_MS) auto.from = now;
  auto.seenAt = now;
}

/** A wish that nobody has pressed: it is what was said of it, or it is none. */
export function autoResumed(scene: Scene, call: CallRecord, action: string): void {
  const { auto, page } = call;
  const now = scene.agenda.now();
  const record = pageRecord(scene, page);
  const fail = (what: string) => scene.fail('ends by itself', what);
  const { own } = auto;
  if (!scene.browser().autoResume || action !== 'resume') return fail(`a ${action} that nobody wants`);
  if (own === undefined) return fail('a pause that is not its own, or that something was pressed after');
  if (auto.resumedWishId === own.wishId) fail('twice');
  auto.resumedWishId = own.wishId;
  if (own.generation !== record.generation) fail('over another channel than it was proven on');
  if (now - record.signAt > SILENCE_MS + SLACK_MS) fail(`in a silence of ${now - record.signAt} ms`);
  const contrary = [...call.events.values()].find(({ n, meaning }) => n > own.n && meaning !== 'secure');
  if (contrary) fail(`although an event has told since: ${contrary.meaning}`);
  const least = call.limitSeconds * 1_000 - SLACK_MS;
  if (!hasPassed(scene, least, call.pauseProvenAt, now))
    fail(`${now - call.pauseProvenAt} ms after it was proven`);
  if (now - auto.seenAt > SLACK_MS) fail('out of sight');
  if (!hasPassed(scene, COUNTDOWN_MS - SLACK_MS, auto.from, now)) fail(`seen for ${now - auto.from} ms`);
  const read = call.reads.findLast(({ answer }) => answer !== undefined);
  if (read?.answer?.meaning !== 'secure') fail(`after a read that said ${read?.answer?.meaning}`);
  else if (now - read.at > PROVEN_MS) fail(`${now - read.at} ms after it was read`);
  if (read?.answer?.users !== 1) fail(`with ${read?.answer?.users} users on the call`);
  if (read?.answer?.held) fail('on hold');
  lastWordOf(scene, call);
}

/** In no other panel that it can hear has the agent pressed anything since, nor does one do the same. */
function lastWordOf(scene: Scene, { page, conversationId, wishes }: CallRecord): void {
  const pausedAt = wishes.findLast(({ action }) => action === 'pause')?.askedAt ?? Infinity;
  const now = scene.agenda.now();
  for (const other of scene.pages.values()) {
    if (other.page === page || other.isAlone || pageRecord(scene, page).isAlone) continue;
    if (!other.page.isAlive() || other.page.isFrozen()) continue;
    const last = other.calls.get(conversationId)?.wishes.at(-1);
    // What was pressed in the same moment is still on its way.
    if (last && last.askedAt > pausedAt && last.askedAt < now - SLACK_MS)
      scene.fail('ends by itself', `although a ${last.action} was asked for in another panel since`);
  }
}
