import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import type { Sent } from '../network.ts';
import type { PanelPage } from '../page.ts';
import { isUpToDate, factsOf } from '../payload-facts.ts';
import { mustHaveHeard } from './light.ts';
import {
  callRecord,
  isBroken,
  pageRecord,
  ranAgainAt,
  type CallRecord,
  type PageRecord,
  type Read,
  type Scene,
  type WishRecord,
} from './record.ts';

/** An episode, and a read that is answered late in it. */
const CAUSE_MS = 16_500;
const LIST_CAUSE_MS = 1_000;
/** No request is waited for longer than this. */
const PATIENCE_MS = 8_000;
/** What brought no answer is looked at again by itself: first after 10 s, and for at most 11 minutes. */
const LOOKS_AFTER_MS = 9_500;
const LOOKS_FOR_MS = 660_000;
/** A clock that was set looks like a gap to a page, which then begins a new generation. */
const LEAP_MS = 40_000;
/** The same for the list of calls. */
const LISTS_FOR_MS = 170_000;
/** E3: a command without an answer stands until it is 30 s old; then the page looks again. */
const IN_DOUBT_MS = 30_000;
const RETRY_WITHIN_MS = 10_000;
const MOST_SENDS = 5;
/** Rule 6: everything the app may ask for. */
const SURFACE = new Set([
  'GET /api/v2/users/me',
  'GET /api/v2/tokens/me',
  'GET /api/v2/conversations',
  'GET /api/v2/conversations/calls',
  'POST /api/v2/conversations/calls/{conversationId}/participants/{participantId}/snippet/record',
  'PATCH /api/v2/conversations/calls/{conversationId}/participants/{participantId}',
  'GET /api/v2/conversations/calls/{conversationId}',
  'PATCH /api/v2/conversations/calls/{conversationId}',
  'PUT /api/v2/conversations/calls/{conversationId}/recordingstate',
  'POST /api/v2/notifications/channels',
  'PUT /api/v2/notifications/channels/{channelId}/subscriptions',
  'GET /api/v2/notifications/channels/{channelId}/subscriptions',
]);

export interface RequestWatch {
  requested(page: PanelPage, sent: Sent): void;
  answered(page: PanelPage, sent: Sent, answer: ApiAnswer): void;
  /** After the step in which the answers came. */
  settled(): void;
}

const isConfirmed = (answer: ApiAnswer): boolean =>
  answer.kind === 'answered' && Array.isArray((answer.body as { entities?: unknown } | null)?.entities);

interface Note {
  readonly read?: Read;
  readonly command?: CallRecord['commands'][number];
  readonly call?: CallRecord;
  readonly isCapture?: boolean;
}

export function watchRequests(scene: Scene): RequestWatch {
  const notes = new Map<Sent, Note>();
  let heard: (() => void)[] = [];

  function command(
    page: PanelPage,
    sent: Sent,
    call: CallRecord,
    n: number,
  ): CallRecord['commands'][number] | undefined {
    const { body } = sent.request as { body?: { recordingState?: string } };
    const to = body?.recordingState === 'PAUSED' ? 'paused' : 'active';
    const wish = call.wishes.at(-1);
    const what = `${sent.request.method} ${to}`;
    if (wish === undefined || (wish.action === 'pause') !== (to === 'paused')) {
      scene.fail('asked for', `${what} that nobody asked for`);
      return undefined;
    }
    if (wish.ending !== undefined) {
      scene.fail('no request after its wish', `${what} after the wish was ${wish.ending}`);
      return undefined;
    }
    if (wish.sends > 0) retryIsDue(sent, call, wish, n);
    if (sent.request.method === 'PATCH') wish.sends += 1;
    wish.lastSentN = n;
    if (wish.sends > MOST_SENDS) scene.fail('few retries', `${what} for the ${wish.sends}th time`);
    const made = { n, at: sent.at, wish, to, answered: false, lost: false } as const;
    call.commands.push(made);
    return made;
  }

  /** A snippet has wishes of its own; they too are asked for, and over when they are over. */
  function capture(sent: Sent, call: CallRecord): void {
    const { body } = sent.request as { body?: { record?: boolean } };
    const wish = call.captures.at(-1);
    if (
      wish === undefined ||
      wish.ending !== undefined ||
      (wish.action === 'start') !== (body?.record === true)
    )
      scene.fail(
        'asked for',
        `a snippet's ${body?.record === true ? 'start' : 'stop'} that nobody asked for`,
      );
    notes.set(sent, { call, isCapture: true });
  }

  /** Rule 5: a wish is sent again only after a read, and within 10 s; operation B after a 403 is the same attempt. */
  function retryIsDue(sent: Sent, call: CallRecord, wish: WishRecord, n: number): void {
    if (sent.request.method === 'PUT' && wish.lastStatus === 403) return;
    const hasLooked = call.reads.some(
      (read) => read.n > wish.lastAnswerN && read.answeredN !== undefined && read.answeredN <= n,
    );
    if (!hasLooked) scene.fail('retry after a read', `the ${wish.action} was sent again without one`);
    if (!wish.overtook && sent.at - wish.askedAt > RETRY_WITHIN_MS + 50)
      scene.fail(
        'retry in time',
        `the ${wish.action} was sent again ${sent.at - wish.askedAt} ms after the click`,
      );
  }

  function read(page: PanelPage, sent: Sent, call: CallRecord, n: number): Read {
    const { now } = scene.agenda;
    const doubtEnds = call.commands.some(
      ({ at }) => now() - at >= IN_DOUBT_MS - 50 && now() - at < IN_DOUBT_MS + CAUSE_MS,
    );
    const wokeUp = now() - ranAgainAt(scene, page) < CAUSE_MS;
    const adopts = now() - pageRecord(scene, page).adoptsSince < 30_000;
    const leapt = now() - scene.wallAt < 40_000;
    const sinceRefused = now() - call.unansweredAt;
    const looksAgain =
      sinceRefused < LOOKS_FOR_MS && now() - (call.reads.at(-1)?.at ?? -Infinity) >= LOOKS_AFTER_MS;
    if (looksAgain) call.causeAt = now();
    if (!leapt && !looksAgain && now() - call.causeAt > CAUSE_MS && !doubtEnds && !wokeUp && !adopts)
      scene.fail('no polling', `a read ${now() - call.causeAt} ms after the last reason for one`);
    const made: Read = { at: sent.at, n, generation: pageRecord(scene, page).generation };
    call.reads.push(made);
    if (call.reads.length > 40) call.reads.shift();
    const recent = call.reads.filter(({ at }) => now() - at < 2_000).length;
    if (recent > 8 && !leapt) scene.fail('few reads', `${recent} reads within 2 s`);
    return made;
  }

  return {
    requested(page, sent) {
      const record = pageRecord(scene, page);
      const n = (record.n += 1);
      const { request } = sent;
      const name = `${request.method} ${request.path}`;
      if (!SURFACE.has(name)) scene.fail('closed list', `${name} is not on it`);
      const conversationId = request.params?.['conversationId'];
      if (
        request.path.endsWith('/conversations/calls') &&
        scene.agenda.now() - record.unlistedAt > LISTS_FOR_MS &&
        scene.agenda.now() - scene.wallAt > LEAP_MS &&
        scene.agenda.now() - Math.max(record.causeAt, ranAgainAt(scene, page)) > LIST_CAUSE_MS
      )
        scene.fail('no polling', 'calls are listed without a reason');
      if (conversationId === undefined) return;
      const call = callRecord(scene, page, conversationId);
      if (request.params?.['participantId'] !== undefined) return capture(sent, call);
      if (request.method === 'GET') return void notes.set(sent, { call, read: read(page, sent, call, n) });
      const made = command(page, sent, call, n);
      notes.set(sent, { call, ...(made && { command: made }) });
    },

    answered(page, sent, answer) {
      const record = pageRecord(scene, page);
      const n = (record.n += 1);
      const note = notes.get(sent);
      notes.delete(sent);
      const status = answer.kind === 'answered' ? answer.status : 'none';
      if (status === 501)
        scene.fail('closed list', `the platform does not know ${sent.request.method} ${sent.path}`);
      if (status === 429 && sent.fault === undefined)
        scene.fail('rate limit', 'the platform refuses so many requests');
      const isFine = typeof status === 'number' && status < 300;
      if (sent.request.path.endsWith('/subscriptions') && isFine) {
        // An answer to the PUT that says nothing is made good by asking what is subscribed.
        const isAsked = sent.request.method === 'PUT' || record.isSubscribing;
        record.isSubscribing = isAsked && !isConfirmed(answer);
        if (isAsked && isConfirmed(answer)) begun(record);
      }
      if (note?.command && note.call) commandAnswered(note.call, note.command, n, status);
      if (note?.isCapture && note.call) note.call.causeAt = scene.agenda.now();
      // What comes late may be out of date by then: a reason to look once more.
      if (note?.read && note.call && sent.isLate === true) note.call.causeAt = scene.agenda.now();
      if (sent.request.path.endsWith('/conversations/calls')) record.unlistedAt = scene.agenda.now();
      if (note?.read) readAnswered(page, sent, note.read, n, answer, isFine);
      if (note?.read && note.call && status === 404) note.call.denials += 1;
      else if (note?.read?.isLive === true && note.call) note.call.denials = 0;
      const tooLate = scene.agenda.now() - sent.at >= PATIENCE_MS;
      if (note?.read && note.call && (note.read.answeredN === undefined || tooLate))
        note.call.unansweredAt = scene.agenda.now();
      if (!isFine || sent.fault !== undefined) troubled(page, sent);
      // With the answer the platform holds back the event too, where it sends that afterwards.
      if (sent.isLate === true) scene.deceivedAt = scene.agenda.now();
    },

    settled() {
      const all = heard;
      heard = [];
      for (const look of all) look();
    },
  };

  /** A subscription is confirmed: another generation. */
  function begun(record: PageRecord): void {
    const now = scene.agenda.now();
    record.generation += 1;
    // The socket may have turned deaf before its subscription was confirmed.
    if (isBroken(scene, record.socketAt)) record.brokenGeneration = record.generation;
    record.signAt = now;
    record.causeAt = now;
    for (const call of record.calls.values()) {
      call.causeAt = now;
      call.healthySince = now;
    }
  }

  function commandAnswered(
    call: CallRecord,
    made: CallRecord['commands'][number],
    n: number,
    status: number | 'none',
  ): void {
    const { wish } = made;
    made.answered = true;
    made.lost = status === 'none';
    call.causeAt = scene.agenda.now();
    wish.lastAnswerN = n;
    wish.lastStatus = status;
    const isAccepted = (typeof status === 'number' && status < 300) || status === 409;
    if (isAccepted && made.n === wish.lastSentN) wish.acceptedAt = scene.agenda.now();
  }

  function readAnswered(
    page: PanelPage,
    sent: Sent,
    read: Read,
    n: number,
    answer: ApiAnswer,
    isFine: boolean,
  ): void {
    if (!isFine || answer.kind !== 'answered') return;
    const facts = factsOf(answer.body, scene.userId);
    // Rubbish may look like an answer, of another call than was asked about.
    if (facts === undefined || facts.conversationId !== sent.request.params?.['conversationId']) return;
    read.answeredN = n;
    read.captures = facts.captures;
    read.isLive = facts.isLive;
    if (!facts.isLive) callRecord(scene, page, facts.conversationId).denials += 1;
    const call = callRecord(scene, page, facts.conversationId);
    const record = pageRecord(scene, page);
    const truth = scene.platform.truth().conversations.find(({ id }) => id === facts.conversationId);
    if (truth === undefined || !isUpToDate(facts, truth) || !facts.isLive) return;
    // An answer to a question of an older channel is no evidence, neither way.
    if (read.generation !== record.generation) return;
    if (facts.captures) call.contraryN = n;
    heard.push(() => {
      if (call.page.isAlive()) mustHaveHeard(scene, page, facts, 'read');
    });
  }

  function troubled(page: PanelPage, sent: Sent): void {
    const id = sent.request.params?.['conversationId'];
    for (const call of pageRecord(scene, page).calls.values()) {
      if (id === undefined || call.conversationId === id) {
        call.healthySince = Infinity;
        call.troubledAt = scene.agenda.now();
      }
    }
  }
}
