import type { IncomingMessage, ServerResponse } from 'node:http';
import { isThisMachine } from '../../loopback.ts';
import { isUuid } from '../../uuid.ts';
import { textIn } from '../http/text-in.ts';
import { DatabaseAway } from '../store/database.ts';
import type { Anchor, IncidentDesk } from './incident-desk.ts';
import { isIncidentId, textFault } from './incident-texts.ts';
import { ANSWER_HEADER, isSealed, ORDER_HEADER, sealOf } from './loopback-seal.ts';

/** An order is a few hundred bytes. */
const MAX_BODY_BYTES = 10_000;
const STEPS = ['reviewed', 'closed'] as const;
const STATUS = {
  done: 200,
  'no-such': 404,
  closed: 409,
  'under-way': 409,
  'not-logged': 503,
  unsure: 503,
} as const;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const wrong = (message: string): Answer => ({ status: 400, body: { kind: 'wrong', message } });

/**
 * What `serve` answers of incidents, to whoever has the token that stands in the home, on this machine. False: the request is
 * about something else.
 */
export function createIncidentRoutes({
  desk,
  token,
}: {
  readonly desk: IncidentDesk;
  readonly token: string;
}): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (!/^\/v1\/(incidents|erasures|comparisons)(\/|$)/.test(path)) return false;
    const [nonce = '', seal = ''] = String(request.headers[ORDER_HEADER] ?? '').split('.');
    const send = ({ status, body }: Answer) => {
      const text = JSON.stringify(body);
      response
        .writeHead(status, {
          'content-type': 'application/json',
          'cache-control': 'no-store',
          [ANSWER_HEADER]: sealOf(token, nonce, status, text),
        })
        .end(text);
    };
    const isOurs = (body: string) =>
      isSealed(seal, token, nonce, request.method ?? '', request.url ?? '', body);
    answer(request, desk, isOurs).then(send, (error: unknown) =>
      send({ status: error instanceof DatabaseAway ? 503 : 500, body: { kind: 'away' } }),
    );
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  desk: IncidentDesk,
  isOurs: (body: string) => boolean,
): Promise<Answer> {
  // A page whose own name was made to lead here (DNS rebinding) sends that name.
  if (!isThisMachine((request.headers.host ?? '').replace(/:\d+$/, ''))) return { status: 421, body: {} };
  const text = await textIn(request, MAX_BODY_BYTES);
  if (text === undefined) return wrong('The order is too long.');
  if (!isOurs(text)) return { status: 401, body: {} };
  const url = new URL(request.url ?? '', 'http://localhost');
  const [, , what, id, more, ...rest] = url.pathname.split('/');
  if (rest.length > 0) return { status: 404, body: {} };
  if (request.method === 'GET' && what === 'incidents' && id === undefined)
    return { status: 200, body: await desk.list(url.searchParams.get('all') === '1') };
  if (request.method !== 'POST') return { status: 405, body: {} };
  const order = orderIn(text);
  if (order === undefined) return wrong('The order is no JSON.');
  if (what === 'incidents' && id !== undefined && more === 'steps') return step(desk, id, order);
  if (what === 'erasures' && id === undefined) return erase(desk, order);
  if (what === 'comparisons' && id === undefined) return compare(desk, order);
  return { status: 404, body: {} };
}

type Order = Readonly<Record<string, unknown>>;

async function step(desk: IncidentDesk, id: string, { step: word, by, note }: Order): Promise<Answer> {
  const wanted = STEPS.find((each) => each === word);
  if (!isIncidentId(id) || wanted === undefined) return wrong('This is no step of an incident.');
  if (typeof by !== 'string' || (note !== undefined && typeof note !== 'string'))
    return wrong('`by` is missing, or is no text.');
  const fault = textFault(by, note);
  if (fault !== undefined) return wrong(fault);
  const told = await desk.step({ id, step: wanted, by, ...(note !== undefined && { note }) });
  return { status: STATUS[told.kind], body: told };
}

async function erase(desk: IncidentDesk, { conversationId, by }: Order): Promise<Answer> {
  if (typeof conversationId !== 'string' || !isUuid(conversationId)) return wrong('This is no conversation.');
  if (by !== undefined && typeof by !== 'string') return wrong('`by` is no text.');
  const fault = by === undefined ? undefined : textFault(by, undefined);
  if (fault !== undefined) return wrong(fault);
  const told = await desk.erase({ conversationId, ...(by !== undefined && { by }) });
  return { status: STATUS[told.kind], body: told };
}

async function compare(desk: IncidentDesk, { anchored }: Order): Promise<Answer> {
  const isAnchor = (each: unknown): each is Anchor => {
    const { chain, seq } = Object(each) as Partial<Anchor>;
    return typeof chain === 'string' && Number.isSafeInteger(seq);
  };
  if (!Array.isArray(anchored) || !anchored.every(isAnchor))
    return wrong('`anchored` is no list of entries.');
  const found = await desk.compare(anchored);
  return found ? { status: 200, body: found } : { status: 503, body: { kind: 'away' } };
}

function orderIn(text: string): Order | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
