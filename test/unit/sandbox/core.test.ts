import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../sandbox/control.ts';
import type { Core } from '../../../sandbox/genesys/core.ts';
import { createCore } from '../../../sandbox/genesys/core.ts';
import { createTiming, virtualSource } from '../../../sandbox/genesys/timing.ts';
import type { Reply, WireRequest, WireResponse } from '../../../sandbox/genesys/wire.ts';

const { ada } = SEED.users;
const REDIRECT = 'http://app.example/index.html';

const virtualCore = (): Core =>
  createCore({
    timing: (seed) => createTiming(virtualSource(Date.UTC(2026, 0, 1)), seed ?? 1),
    socketOrigin: 'ws://platform.example',
    redirectUri: REDIRECT,
  });

function request(core: Core, method: string, url: string, more: Partial<WireRequest> = {}): Promise<Reply> {
  const { pathname, searchParams } = new URL(url, 'http://platform.example');
  return core.handle({ method, path: pathname, query: searchParams, headers: {}, body: '', ...more });
}

const answered = (reply: Reply): WireResponse => {
  if (reply === 'lost') throw new Error('The answer was lost.');
  return reply;
};

async function signedIn(core: Core) {
  const session = answered(
    await request(core, 'POST', '/_sandbox/session', { body: JSON.stringify({ userId: ada }) }),
  );
  const query = new URLSearchParams({
    client_id: SEED.clients.implicit,
    redirect_uri: REDIRECT,
    response_type: 'token',
  });
  const redirect = answered(
    await request(core, 'GET', `/login/oauth/authorize?${query}`, {
      headers: { cookie: session.headers['set-cookie'] },
    }),
  );
  const fragment = new URL(redirect.headers['location'] ?? '').hash.slice(1);
  const token = new URLSearchParams(fragment).get('access_token');
  return (method: string, path: string, body?: unknown) =>
    request(core, method, `/api/api/v2${path}`, {
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? '' : JSON.stringify(body),
    });
}

/** Lets virtual time pass until the answer is there. */
async function within(core: Core, ms: number, reply: Promise<Reply>): Promise<WireResponse> {
  await core.control.clock({ advanceMs: ms });
  return answered(await reply);
}

describe('the simulator without sockets', () => {
  it('runs a pause on virtual time, the same each time', async () => {
    const run = async (): Promise<unknown> => {
      const core = virtualCore();
      const api = await signedIn(core);
      const { conversationId } = await core.control.call();
      const channel = JSON.parse(answered(await api('POST', '/notifications/channels')).body);
      await api('PUT', `/notifications/channels/${channel.id}/subscriptions`, [
        { id: `v2.users.${ada}.conversations.calls` },
      ]);
      const frames: string[] = [];
      core.connect(new URL(channel.connectUri).pathname, {
        send: (text) => frames.push(text),
        close: () => undefined,
        drop: () => undefined,
      });
      await core.control.clock({ advanceMs: 1000 });
      frames.length = 0;
      const path = `/conversations/calls/${conversationId}`;
      const answer = await within(core, 25, api('PATCH', path, { recordingState: 'PAUSED' }));
      expect(answer.status).toBe(202);
      expect(frames).toHaveLength(1);
      await core.control.clock({ advanceMs: 125 });
      expect(frames).toHaveLength(2);
      await core.control.clock({ advanceMs: 30_000 });
      expect(frames.at(-1)).toContain('WebSocket Heartbeat');
      return [frames, await core.control.truth(), answered(await api('GET', path)).body];
    };
    expect(await run()).toEqual(await run());
  });

  it('answers a lost request with no answer at all', async () => {
    const core = virtualCore();
    const api = await signedIn(core);
    await core.control.fault({ fault: 'lost', endpoint: 'me', when: 'before' });
    expect(await api('GET', '/users/me')).toBe('lost');
  });

  it('imports nothing that a browser lacks, and nothing of the app', () => {
    const folder = new URL('../../../sandbox/genesys/', import.meta.url);
    const files = readdirSync(folder, { recursive: true }).map(String);
    const sources = files
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'));
    expect(sources.length).toBeGreaterThan(30);
    for (const source of sources) {
      const imports = [...source.matchAll(/^(import .*?)?from '([^']+)';$/gms)];
      for (const [, clause = '', from = ''] of imports) {
        const typesOnly = clause.includes('import type');
        const allowed = from.startsWith('.') || from.startsWith('@noble/') || typesOnly;
        expect(allowed && !from.startsWith('node:') && !from.includes('/src/'), from).toBe(true);
      }
    }
  });
});
