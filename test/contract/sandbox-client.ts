import { WebSocket } from 'ws';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';

/** Foreign JSON that a test looks into. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Loose;
}

export type Api = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** The cookie of a browser in which this user has signed in to Genesys. */
export async function rememberedSignIn(sandbox: Sandbox, userId: string): Promise<string> {
  const answer = await fetch(`${sandbox.platformUrl}/_sandbox/session`, {
    method: 'POST',
    body: JSON.stringify({ userId }),
  });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

export const authorizeUrl = (sandbox: Sandbox, query: Record<string, string> = {}): string =>
  `${sandbox.platformUrl}/login/oauth/authorize?${new URLSearchParams({
    client_id: SEED.clients.implicit,
    redirect_uri: `${sandbox.appUrl}/index.html`,
    response_type: 'token',
    ...query,
  }).toString()}`;

/** Signs in silently with the implicit client and answers the token. */
export async function tokenOf(sandbox: Sandbox, userId: string = SEED.users.ada): Promise<string> {
  const answer = await fetch(authorizeUrl(sandbox), {
    redirect: 'manual',
    headers: { cookie: await rememberedSignIn(sandbox, userId) },
  });
  const target = new URL(answer.headers.get('location') ?? '');
  return new URLSearchParams(target.hash.slice(1)).get('access_token') ?? '';
}

export const apiWith =
  (sandbox: Sandbox, token: string): Api =>
  async (method, path, body) => {
    const answer = await fetch(`${sandbox.platformUrl}/api/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text) };
  };

export const apiOf = async (sandbox: Sandbox, userId: string = SEED.users.ada): Promise<Api> =>
  apiWith(sandbox, await tokenOf(sandbox, userId));

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

export interface Listener {
  frames: Loose[];
  /** The first frame from now on, or already there, of this topic (or that fits). */
  frame(fits: string | ((frame: Loose) => boolean)): Promise<Loose>;
  closed: Promise<number>;
  send(message: unknown): void;
  close(): void;
}

export async function listenOn(uri: string): Promise<Listener> {
  const socket = new WebSocket(uri);
  const frames: Loose[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    frames.push(parsed(String(data)));
    for (const look of waiting) look();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    frames,
    closed,
    frame(fits) {
      const isIt = typeof fits === 'string' ? (frame: Loose) => frame.topicName === fits : fits;
      return new Promise((resolve) => {
        const look = (): void => {
          const found = frames.find(isIt);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    close: () => socket.close(),
  };
}

/** A channel of this user that is subscribed to these topics and listened to. */
export async function listenTo(api: Api, topics: string[]): Promise<Listener & { id: string }> {
  const { body: channel } = await api('POST', '/notifications/channels');
  await api(
    'PUT',
    `/notifications/channels/${channel.id}/subscriptions`,
    topics.map((id) => ({ id })),
  );
  return { ...(await listenOn(channel.connectUri)), id: channel.id };
}

export const callsTopic = (userId: string): string => `v2.users.${userId}.conversations.calls`;
export const conversationsTopic = (userId: string): string => `v2.users.${userId}.conversations`;
