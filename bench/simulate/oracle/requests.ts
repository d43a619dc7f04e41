import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import type { Sent } from '../network.ts';
import type { PanelPage } from '../page.ts';
import { factsOf } from '../payload-facts.ts';
import { answerCame, generationBegan } from './claims.ts';
import { ATTRIBUTES, type OnCallsWatch } from './on-calls.ts';
import { callRecord, hasPassed, pageRecord, ranAgainAt } from './record.ts';
import type { CallRecord, Command, PageRecord, Read, Scene } from './record.ts';

/** Rule 5. */
const RETRY_WITHIN_MS = 10_000;
const MOST_SENDS = 4;
const SLACK_MS = 60;
/** E5: at most one read of a conversation is in flight; E6: the next one comes a second later, but a press asks at once. */
const MOST_READS_IN_2_S = 8;
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
}

interface Note {
  readonly call: CallRecord;
  readonly read?: Read;
  readonly command?: Command;
}

const isConfirmed = (answer: ApiAnswer): boolean =>
  answer.kind === 'answered' && Array.isArray((answer.body as { entities?: unknown } | null)?.entities);

export function watchRequests(scene: Scene, onCalls: OnCallsWatch): RequestWatch {
  const notes = new Map<Sent, Note>();
  /** What the page had lost when it asked for a subscription. */
  const lossesBefore = new Map<Sent, number>();

  /** A command belongs to the latest wish, which belongs to a press, and goes in its direction. */
  function command({ request, at }: Sent, call: CallRecord, n: number): Command | undefined {
    const { method } = request;
    const body = request.body as { recordingState?: string; record?: boolean };
    const isCapture = request.params?.['participantId'] !== undefined;
    const to = body.recordingState === 'PAUSED' ? 'paused' : 'active';
    const action = isCapture
      ? body.record === true
        ? 'start'
        : 'stop'
      : to === 'paused'
        ? 'pause'
        : 'resume';
    const wish = (isCapture ? call.captures : call.wishes).at(-1);
    if (wish?.action !== action || wish.ending !== undefined) {
      scene.fail(
        'asked for',
        `${method} to ${action}, where the latest wish is ${wish?.action} ${wish?.ending ?? ''}`,
      );
      return undefined;
    }
    const isOtherWay = method === 'PUT';
    if (isOtherWay && wish.last?.status !== 403)
      scene.fail('by its own way first', `${action} of others after ${wish.last?.status ?? 'nothing'}`);
    if (wish.sends > 0 && !isOtherWay) {
      const answeredN = wish.last?.answered?.n ?? Infinity;
      if (!call.reads.some((read) => read.n > answeredN && read.answeredN !== undefined))
        scene.fail('retry after a read', `the ${action} was sent again without one`);
      if (!wish.overtook && hasPassed({ ...scene, leaps: [] }, RETRY_WITHIN_MS + 50, wish.askedAt, at))
        scene.fail('retry in time', `the ${action} was sent again ${at - wish.askedAt} ms after the press`);
    }
    if (!isCapture && action === 'resume') isNewest(call, wish.askedAt, at);
    if (!isOtherWay) wish.sends += 1;
    if (wish.sends > MOST_SENDS + (wish.overtook ? 1 : 0))
      scene.fail('few retries', `${action} for the ${wish.sends}th time`);
    const waits = call.commands.some(({ status, wish: of }) => status === undefined && of.action !== 'pause');
    if (!isCapture && action === 'resume' && waits)
      scene.fail('one at a time', 'a resume that does not wait');
    const made: Command = { n, at, wish, to };
    wish.last = made;
    if (!isCapture) call.commands.push(made);
    return made;
  }

  /** Rule 5: no Pause was pressed since in another page that this one can hear. */
  function isNewest({ page, conversationId }: CallRecord, askedAt: number, at: number): void {
    if (pageRecord(scene, page).isAlone) return;
    for (const other of scene.pages.values()) {
      if (other.page === page || other.isAlone) continue;
      const pausedAt = other.calls
        .get(conversationId)
        ?.wishes.findLast(({ action }) => action === 'pause')?.askedAt;
      if (pausedAt === undefined || pausedAt <= askedAt || pausedAt < ranAgainAt(scene, page)) continue;
      // What was pressed in the same moment is still on its way.
      if (pausedAt < at - SLACK_MS)
        scene.fail(
          'the newest wish wins',
          `a resume leaves ${at - pausedAt} ms after Pause in another panel`,
        );
    }
  }

  function read({ at }: Sent, call: CallRecord, n: number, generation: number): Read {
    const made: Read = { n, at, generation };
    call.reads.push(made);
    if (call.reads.length > 60) call.reads.shift();
    const recent = call.reads.filter((one) => at - one.at < 2_000).length;
    if (recent > MOST_READS_IN_2_S && scene.leaps.every((leap) => at - leap > 2_000))
      scene.fail('few reads', `${recent} reads within 2 s`);
    return made;
  }

  return {
    requested(page, sent) {
      const record = pageRecord(scene, page);
      const n = (record.n += 1);
      const name = `${sent.request.method} ${sent.request.path}`;
      // One that is on the list only where it is switched on, and has limits of its own.
      const isTelling = scene.browser().destinations.onCalls && sent.request.method === 'PATCH';
      if (isTelling && ATTRIBUTES.test(sent.request.path)) return onCalls.requested(page, sent);
      record.requests += 1;
      if (!SURFACE.has(name)) scene.fail('closed list', `${name} is not on it`);
      if (sent.request.path.endsWith('/subscriptions')) lossesBefore.set(sent, record.losses);
      const conversationId = sent.request.params?.['conversationId'];
      if (conversationId === undefined) return;
      const call = callRecord(scene, page, conversationId);
      if (sent.request.method === 'GET')
        return void notes.set(sent, { call, read: read(sent, call, n, record.generation) });
      const made = command(sent, call, n);
      if (made) notes.set(sent, { call, command: made });
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
      if (ATTRIBUTES.test(sent.request.path)) return onCalls.answered(sent, answer);
      const isFine = typeof status === 'number' && status < 300;
      if (isFine && lossesBefore.get(sent) === record.losses) subscribed(record, sent, answer);
      lossesBefore.delete(sent);
      if (note?.command) Object.assign(note.command, { status, answered: { n, at: scene.agenda.now() } });
      if (note?.read) readAnswered(note.call, note.read, n, answer, status);
    },
  };

  /** An answer to the PUT that says nothing is made good by asking what is subscribed. */
  function subscribed(record: PageRecord, sent: Sent, answer: ApiAnswer): void {
    const isAsked = sent.request.method === 'PUT' || record.isSubscribing;
    record.isSubscribing = isAsked && !isConfirmed(answer);
    if (isAsked && isConfirmed(answer)) generationBegan(scene, record);
  }

  function readAnswered(
    call: CallRecord,
    read: Read,
    n: number,
    answer: ApiAnswer,
    status: number | 'none',
  ): void {
    if (status === 404) call.denials += 1;
    if (answer.kind !== 'answered' || answer.status >= 300) return;
    const said = factsOf(answer.body, scene.userId);
    // Rubbish may look like an answer, of another call than was asked about.
    if (said?.conversationId !== call.conversationId) return;
    if (read.generation === pageRecord(scene, call.page).generation) onCalls.came(call.page, answer.body);
    answerCame(scene, call, read, said, n);
  }
}
