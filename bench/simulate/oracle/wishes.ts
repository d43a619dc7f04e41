import type { AuditFacts } from '../../../src/domain/audit.ts';
import { EPOCH } from '../platform.ts';
import type { PanelPage } from '../page.ts';
import { autoResumed, isItsOwn } from './by-itself.ts';
import { callRecord, hasPassed, pageRecord, ranAgainAt } from './record.ts';
import type { CallRecord, PageRecord, Scene, Wish } from './record.ts';

const DOUBLE_CLICK_MS = 400;
const RESUME_RESTS_MS = 800;
/** A press that is held back because nobody knows in whose name goes out within this time, or never. */
const HELD_BACK_MS = 10_000;
/** Two clocks tick in different steps. */
const DATE_OFF_MS = 2_500;
/** Contract 4: unconfirmed at most 8 s after its answer. */
const CONFIRM_MS = 8_000;
/** Rule 5: retries within 10 s; the last one is waited for until it is 30 s old. A resume waits for the journal first. */
const LONGEST_WISH_MS = 10_000 + 30_000 + 250;
const ENDINGS = new Set(['confirmed', 'unconfirmed', 'failed', 'superseded']);

/** A press on a button. What must follow in its own task is looked at right after. */
export function pressed(
  scene: Scene,
  page: PanelPage,
  id: string,
  action: 'pause' | 'resume',
  click: () => void,
): void {
  const call = callRecord(scene, page, id);
  const now = scene.agenda.now();
  const standing = call.wishes.at(-1);
  const isSame = standing?.action === action && standing.ending === undefined && standing.isPressed;
  const isDouble = isSame && !hasPassed(scene, DOUBLE_CLICK_MS, standing.askedAt, now);
  const rests = action === 'resume' && !hasPassed(scene, RESUME_RESTS_MS, call.pausePressedAt, now);
  if (action === 'pause') call.pausePressedAt = now;
  const isIgnored = isDouble || rests;
  if (!isIgnored) call.auto.own = undefined;
  call.presses.push({ action, at: now });
  const { length: wishes } = call.wishes;
  const { length: commands } = call.commands;
  const view = page.view();
  // While an ended sign-in is renewed there is nothing to send it with.
  const maySend = view.phase !== 'signed-out' && (view.phase !== 'ready' || view.who.settled);
  click();
  if (!page.isAlive()) return;
  const shown = page.conversation(id);
  const isSent = call.commands.length > commands;
  if (!maySend) {
    if (isSent) scene.fail('nothing in a name that is not settled', `${action} was sent`);
    if (action === 'pause' && !shown?.alarms.some(({ kind }) => kind === 'not-sent'))
      scene.fail('no press is swallowed', 'a press on Pause shows nothing');
    return;
  }
  const wish = call.wishes[wishes];
  if (isIgnored) {
    if (wish !== undefined) scene.fail('two presses, one wish', `${action} led to another wish`);
    call.presses.pop();
    return;
  }
  // A double click that the page takes for two: its clock has leapt between them.
  if (wish === undefined)
    return isSame ? undefined : scene.fail('every press is a wish', `${action} led to nothing`);
  if (wish.ending !== undefined) return;
  if (shown?.pending !== action)
    scene.fail('pending at once', `${action} shows ${shown?.pending ?? 'nothing'} pending`);
  // Rule 4: in the press's own task, whatever else is in flight.
  if (action === 'pause' && !isSent)
    scene.fail(
      'pause leaves at once',
      `no request in the task of the press, ${call.state ?? 'nothing'} shown`,
    );
}

/** What a page tells its journal. */
export function told(scene: Scene, page: PanelPage, facts: AuditFacts): void {
  const now = scene.agenda.now();
  const offMs = Date.parse(facts.platformAt ?? '') - (EPOCH + now);
  if (Math.abs(offMs) > DATE_OFF_MS) scene.fail('dated by the platform', `${offMs} ms off`);
  if (facts.action === 'extend') scene.extensions.push({ conversationId: facts.conversationId, at: now });
  if (facts.wishId === undefined) return;
  const call = callRecord(scene, page, facts.conversationId);
  const isPolicy = facts.target === 'policy';
  const wishes = isPolicy ? call.wishes : call.captures;
  const known = wishes.find(({ id }) => id === facts.wishId);
  if (facts.phase === 'requested') {
    if (known === undefined) wishes.push(newWish(scene, call, facts, facts.wishId));
    return;
  }
  // Left behind by an earlier page or session: whose story it is, the books tell.
  if (known === undefined) return;
  if (known.ending !== undefined)
    return scene.fail('one ending', `a ${known.action} was ${known.ending} and then ${facts.phase}`);
  if (facts.phase === 'accepted') isAccepted(scene, known);
  if (!ENDINGS.has(facts.phase)) return;
  known.ending = facts.phase;
  if (facts.phase === 'confirmed') isConfirmed(scene, call, known);
  if (facts.phase !== 'confirmed' || known.action !== 'pause') return;
  call.pauseProvenAt = now;
  scene.pausesProven.push({ conversationId: facts.conversationId, at: now });
  isItsOwn(scene, call, known.id);
}

function newWish(scene: Scene, call: CallRecord, { action, target, trigger }: AuditFacts, id: string): Wish {
  const now = scene.agenda.now();
  const wish = { id, action, askedAt: now, sends: 0, last: undefined, ending: undefined };
  if (trigger === 'auto-resume') {
    autoResumed(scene, call, action);
    return { ...wish, overtook: false, isPressed: false };
  }
  // Of this very moment is a press also where a clock leaps in it.
  const isHeldBack = (pressedAt: number) =>
    pressedAt === now || !hasPassed(scene, HELD_BACK_MS + 100, pressedAt, now);
  const at = call.presses.findIndex((press) => press.action === action && isHeldBack(press.at));
  if (at === -1) scene.fail('a press for each wish', `a ${action} of the ${target} that nobody asked for`);
  call.presses = call.presses.slice(at + 1);
  const overtook =
    action === 'pause' && call.commands.some(({ to, status }) => to === 'active' && status === undefined);
  return { ...wish, overtook, isPressed: true };
}

/** 409: another change is under way, perhaps this one. */
function isAccepted(scene: Scene, { action, last }: Wish): void {
  const isSo = typeof last?.status === 'number' && (last.status < 300 || last.status === 409);
  if (!isSo) scene.fail('accepted by the platform', `a ${action} after ${last?.status ?? 'no answer'}`);
}

/** Rule 1: only a read that was sent after the command makes a wish true. */
function isConfirmed(scene: Scene, call: CallRecord, wish: Wish): void {
  const meanings: Record<string, readonly string[]> = {
    pause: ['secure', 'unspecified'],
    resume: ['recording', 'held'],
  };
  const sentN = wish.last?.n ?? Infinity;
  const isSo = call.reads.some(({ n, answer }) => {
    if (n <= sentN || answer === undefined) return false;
    return meanings[wish.action]?.includes(answer.meaning) ?? true;
  });
  if (!isSo) scene.fail('confirmed by a read', `a ${wish.action} was confirmed without one`);
}

/** Once a second: a wish comes to an end. */
export function checkWishes(scene: Scene, { page, calls, sessionAt }: PageRecord): void {
  if (!page.isAlive() || page.isFrozen() || !page.isSignedIn() || scene.browser().machine.isAsleep()) return;
  const now = scene.agenda.now();
  const awakeFor = now - ranAgainAt(scene, page);
  for (const { wishes, commands, captures } of calls.values()) {
    for (const wish of [wishes.at(-1), captures.at(-1)]) {
      if (wish === undefined || wish.ending !== undefined || wish.askedAt < sessionAt) continue;
      const { status, answered } = wish.last ?? {};
      const isAnswered = typeof status === 'number' && (status < 300 || status === 409);
      const isWaiting = commands.some((one) => one.status === undefined);
      const answeredFor = isAnswered && answered ? Math.min(now - answered.at, awakeFor) : 0;
      if (!wish.overtook && !isWaiting && answeredFor > CONFIRM_MS + 1_000)
        scene.fail('a wish ends', `a ${wish.action} was accepted ${answeredFor} ms ago`);
      if (Math.min(now - wish.askedAt, awakeFor) > LONGEST_WISH_MS + 5_000)
        scene.fail('a wish ends', `a ${wish.action} did not ${now - wish.askedAt} ms after the press`);
    }
  }
}

/** Nothing that was pressed on this page before belongs to its next session. */
export function sessionBegan(scene: Scene, page: PanelPage): void {
  const record = pageRecord(scene, page);
  record.sessionAt = scene.agenda.now();
  record.calls.clear();
}
