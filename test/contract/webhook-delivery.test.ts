import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDelivery } from '../../src/headless/archive/webhook.ts';
import { fakeClock } from '../support/fake-clock.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function receiver(answer: (response: ServerResponse) => void) {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    request.resume();
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const clock = fakeClock();
const webhook = { key: 'k', body: '{}', state: 'waiting', attempts: 0, nextAt: 0 } as const;
const deliver = (url: string) => createDelivery({ url, secret: 's' }, { fetch, clock })(webhook, 'a:1:b');

describe('the delivery of a webhook', () => {
  const inSeconds = (seconds: number) => new Date(clock.wall() + seconds * 1_000).toUTCString();
  it.each([
    ['7', undefined, 7_000],
    [inSeconds(9), inSeconds(0), 9_000],
    // The receiver's own clock is an hour ahead.
    [inSeconds(3_609), inSeconds(3_600), 9_000],
    [inSeconds(9), undefined, 9_000],
    ['soon', undefined, undefined],
  ])('heeds a Retry-After of "%s", dated "%s"', async (retryAfter, date, waitMs) => {
    const { url } = await receiver((response) => {
      response.sendDate = false;
      response.writeHead(503, { 'retry-after': retryAfter, ...(date && { date }) }).end();
    });
    expect(await deliver(url)).toEqual({
      kind: 'later',
      status: 503,
      ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    });
  });

  it.each([301, 302, 307, 308])('follows no redirect (%i) with what is signed', async (status) => {
    const thief = await receiver((response) => response.writeHead(200).end());
    const { url } = await receiver((response) => response.writeHead(status, { location: thief.url }).end());
    expect(await deliver(url)).toEqual({ kind: 'later', status });
    expect(thief.heard).toEqual([]);
  });

  it('waits for no more of the answer than its status', async () => {
    const { url } = await receiver((response) => void response.writeHead(200).write('for ever'));
    expect(await deliver(url)).toEqual({ kind: 'accepted' });
  });
});
