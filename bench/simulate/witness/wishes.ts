import type { AuditFacts } from '../../../src/domain/audit.ts';
import { EPOCH } from '../platform.ts';
import type { PanelPage } from '../page.ts';
import {
  callRecord,
  pageRecord,
  ranAgainAt,
  type CallRecord,
  type PageRecord,
  type Scene,
  type WishRecord,
} from './record.ts';

const DOUBLE_CLICK_MS = 400;
const RESUME_RESTS_MS = 800;
/** What this computer's clock says, where entries tell of another one, may be wrong by the steps of both. */
const DATE_OFF_MS = 2_500;
/** Contract 4: unconfirmed at most 8 s after its answer. */
const CONFIRM_MS = 8_000;
/** Click, journal, an answer that does not come, retries, and the last read. */
const LONGEST_WISH_MS = 45_000;
const ENDINGS = new Set(['confirmed', 'unconfirmed', 'failed', 'superseded']);

/** What every click led to, in the order in which the page tells its journal. */
export interface WishWatch {
  clicked(page: PanelPage, conversationId: string, action: 'pause' | 'resume', click: () => void): void;
  told(page: PanelPage, facts: AuditFacts): void;
  /** Once a second. */
  passed(record: PageRecord): void;
}

export function watchWishes(scene: Scene, ended: (call: CallRecord, wish: WishRecord) => void): WishWatch {
  return {
    clicked(page, conversationId, action, click) {
      const record = pageRecord(scene, page);
      const call = callRecord(scene, page, conversationId);
      const standing = call.wishes.at(-1);
      const now = scene.agenda.now();
      call.causeAt = now;
      record.n += 1;
      const isSame = standing?.action === action && standing.ending === undefined;
      const isDouble = isSame && now - standing.askedAt < DOUBLE_CLICK_MS;
      const isMeantForPause = action === 'resume' && now - call.pausePressedAt < RESUME_RESTS_MS;
      if (action === 'pause') call.pausePressedAt = now;
      if (!isSettled(page)) {
        const sent = call.commands.length;
        click();
        heldBack(page, call, action, sent);
        return;
      }
      const wasAt = call.state;
      const before = call.wishes.length;
      const commands = call.commands.length;
      click();
      if (!page.isAlive() || isDouble) return;
      const wish = call.wishes.length > before ? call.wishes.at(-1) : undefined;
      if (isMeantForPause) {
        // A clock that was set ahead makes the page believe that the press came later.
        if (wish && now - scene.wallAt > 2_000)
          scene.fail('no press on Pause resumes', `resumed ${now - call.pausePressedAt} ms after it`);
        return;
      }
      // A clock that was set ahead makes the page believe that the second click came later, or that the call is long over.
      if (wish === undefined) return scene.fail('every click is a wish', `${action} led to nothing`);
      const shown = page.conversation(conversationId);
      if (wish.ending === undefined && shown?.pending !== action)
        scene.fail('pending at once', `${action} shows ${shown?.pending ?? 'nothing'} pending`);
      // Rule 4: in the click's own task, whatever else is in flight.
      if (action === 'pause' && wish.ending === undefined && call.commands.length === commands)
        scene.fail(
          'pause leaves at once',
          `no request in the task of the click, ${wasAt ?? 'nothing'} shown`,
        );
    },

    told(page, facts) {
      const offMs = Date.parse(facts.platformAt ?? '') - (EPOCH + scene.agenda.now());
      if (Math.abs(offMs) > DATE_OFF_MS) scene.fail('dated by the platform', `${offMs} ms off`);
      if (facts.wishId === undefined) return;
      const call = callRecord(scene, page, facts.conversationId);
      if (facts.target !== 'policy') return toldCapture(call, facts);
      const known = call.wishes.find(({ id }) => id === facts.wishId);
      if (facts.phase === 'requested') {
        if (known === undefined) call.wishes.push(newWish(call, facts));
        return;
      }
      if (known === undefined)
        return scene.fail('story', `${facts.phase} of a wish that was never requested`);
      if (!ENDINGS.has(facts.phase)) return;
      known.endings += 1;
      if (known.endings > 1)
        return scene.fail('one ending', `a ${known.action} was ${known.ending} and then ${facts.phase}`);
      known.ending = facts.phase;
      known.endedAt = scene.agenda.now();
      call.causeAt = scene.agenda.now();
      if (facts.phase === 'confirmed') confirmedByRead(call, known);
      ended(call, known);
    },

    passed(record) {
      const { page } = record;
      if (!page.isAlive() || page.isFrozen() || !page.isSignedIn() || scene.browser().machine.isAsleep())
        return;
      const now = scene.agenda.now();
      for (const call of record.calls.values()) {
        const wish = call.wishes.at(-1);
        if (wish === undefined || wish.ending !== undefined) continue;
        // A session that was stopped leaves its wishes to whoever comes next; the books tell that each has one ending.
        if (wish.askedAt < record.sessionAt) continue;
        const awakeFor = now - ranAgainAt(scene, page);
        const accepted = wish.acceptedAt === undefined ? 0 : now - wish.acceptedAt;
        const isWaiting = call.commands.some((one) => !one.answered);
        if (!wish.overtook && !isWaiting && Math.min(accepted, awakeFor) > CONFIRM_MS + 500)
          scene.fail('a wish ends', `accepted ${accepted} ms ago and neither confirmed nor unconfirmed`);
        if (Math.min(now - wish.askedAt, awakeFor) > LONGEST_WISH_MS)
          scene.fail('a wish ends', `${now - wish.askedAt} ms after the click`);
      }
    },
  };

  function heldBack(page: PanelPage, call: CallRecord, action: string, sent: number): void {
    if (call.commands.length > sent)
      scene.fail('nothing in a name that is not settled', `${action} was sent`);
    const alarms = page.conversation(call.conversationId)?.alarms ?? [];
    if (action === 'pause' && !alarms.some(({ kind }) => kind === 'not-sent'))
      scene.fail('no press is swallowed', 'a press on Pause shows nothing');
  }

  function toldCapture(call: CallRecord, facts: AuditFacts): void {
    const known = call.captures.find(({ id }) => id === facts.wishId);
    call.causeAt = scene.agenda.now();
    if (facts.phase === 'requested') {
      if (!known)
        call.captures.push({
          id: facts.wishId ?? '',
          action: facts.action,
          askedAt: scene.agenda.now(),
          ending: undefined,
        });
      return;
    }
    if (!ENDINGS.has(facts.phase)) return;
    if (known === undefined)
      return scene.fail('story', `${facts.phase} of a ${facts.action} that was never requested`);
    if (known.ending !== undefined)
      return scene.fail('one ending', `a ${facts.action} was ${known.ending} and then ${facts.phase}`);
    known.ending = facts.phase;
  }

  function newWish(call: CallRecord, facts: AuditFacts): WishRecord {
    return {
      id: facts.wishId ?? '',
      action: facts.action === 'resume' ? 'resume' : 'pause',
      askedAt: scene.agenda.now(),
      n: pageRecord(scene, call.page).n,
      overtook: facts.action === 'pause' && call.commands.some((one) => one.to === 'active' && !one.answered),
      sends: 0,
      lastSentN: Infinity,
      lastAnswerN: -1,
      lastStatus: undefined,
      acceptedAt: undefined,
      ending: undefined,
      endedAt: Infinity,
      endings: 0,
      isRead: false,
    };
  }

  /** Rule 1: neither a 2xx nor an event makes a wish true. */
  function confirmedByRead(call: CallRecord, wish: WishRecord): void {
    const proof = call.reads.some(
      (read) =>
        read.n > wish.lastSentN &&
        read.answeredN !== undefined &&
        (wish.action === 'resume' || read.captures === false),
    );
    if (!proof) scene.fail('confirmed by a read', `a ${wish.action} was confirmed without one`);
  }
}

function isSettled(page: PanelPage): boolean {
  const view = page.view();
  return view.phase !== 'ready' || view.who.settled;
}
