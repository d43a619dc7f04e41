import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookDelivery, WebhookFault } from './control.ts';
import { CONTROL_PATH, controlHeaders } from './genesys/control/routes.ts';
import { readBody, targetOf } from './listen.ts';

const KEPT_HEADERS = /^(content-type|idempotency-key|x-recording-control-.*)$/;

/** What a page of another origin may send, and may read of the answer. */
const FOR_PAGES = {
  'access-control-allow-headers': 'content-type,idempotency-key,x-recording-control-audit-head',
  'access-control-expose-headers': 'date,retry-after',
};

/** A customer's archive: takes webhooks, keeps what came, and can be told to misbehave. */
export function createWebhookReceiver() {
  let deliveries: WebhookDelivery[] = [];
  let faults: { fault: WebhookFault; left: number }[] = [];

  function nextFault(): WebhookFault | undefined {
    const entry = faults[0];
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) faults = faults.filter((other) => other !== entry);
    return entry.fault;
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const key = String(request.headers['idempotency-key'] ?? '');
    const fault = nextFault();
    const { status = 200, instead } = fault ?? {};
    const isLost = instead !== undefined || status === 0;
    const accepted = instead === undefined && (status === 0 || status === 200);
    deliveries.push({
      at: Date.now(),
      key,
      headers: Object.fromEntries(
        Object.entries(request.headers)
          .filter(([name]) => KEPT_HEADERS.test(name))
          .map(([name, value]) => [name, String(value)]),
      ),
      body,
      status: isLost ? 'lost' : status,
      accepted,
      repeated: accepted && deliveries.some((other) => other.key === key && other.accepted),
    });
    const answer = (): void => {
      if (instead === 'hang') return;
      if (isLost) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, {
        connection: 'close',
        ...controlHeaders(request.headers.origin),
        ...FOR_PAGES,
        ...(fault?.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
      });
      response.end();
    };
    if (fault?.delayMs === undefined) answer();
    else setTimeout(answer, fault.delayMs);
  }

  async function addFault(request: IncomingMessage): Promise<void> {
    const fault = JSON.parse(await readBody(request)) as WebhookFault;
    const times = fault.times ?? 1;
    faults.push({ fault, left: times === 0 ? Infinity : times });
  }

  return {
    reset(): void {
      deliveries = [];
      faults = [];
    },
    /** Answers whether it was one of its routes. */
    async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const json = (body: unknown): true => {
        response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
        response.end(JSON.stringify(body));
        return true;
      };
      switch (`${request.method} ${targetOf(request).path.slice(CONTROL_PATH.length)}`) {
        case 'OPTIONS webhook':
          response.writeHead(204, {
            connection: 'close',
            ...controlHeaders(request.headers.origin),
            ...FOR_PAGES,
          });
          response.end();
          return true;
        case 'POST webhook':
          await receive(request, response);
          return true;
        case 'POST webhook-fault':
          await addFault(request);
          return json({});
        case 'GET webhooks':
          return json(deliveries);
        default:
          return false;
      }
    },
  };
}
export type WebhookReceiver = ReturnType<typeof createWebhookReceiver>;
