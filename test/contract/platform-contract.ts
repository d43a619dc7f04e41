import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createChannelApi } from '../../src/genesys/feed/channel-api.ts';
import { callsTopic } from '../../src/genesys/wire/topics.ts';
import { socketsOf } from '../../src/genesys/feed/socket.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import type { Environment } from '../../src/headless/settings.ts';
import { runInstall } from '../../src/installer/cli.ts';
import { readSettings } from '../../src/headless/settings.ts';
import { adminRest } from '../../src/installer/connect.ts';
import { desiredState } from '../../src/installer/desired.ts';
import { MANIFEST } from '../../src/installer/manifest.ts';
import { observe } from '../../src/installer/observe.ts';
import { DEFAULT_OPTIONS } from '../../src/installer/options.ts';
import { createClock } from '../../src/platform/clock.ts';
import { findOut } from '../../src/setup/probe.ts';

/*
 * What the app relies on, asked of a platform: of the sandbox with each test run, and of a real organisation by
 * `npm run test:org`. Reads only, except for notification channels, which end by themselves. Neither is asked for what it
 * would have to be told first, so the same lines hold for both.
 */

const BASE_URL = 'https://recording-control.invalid';
/** Of the form of a conversation's id, and nobody's. */
const NOBODYS = '00000000-0000-4000-8000-000000000000';

const partsOf = (environment: Environment) => {
  const settings = readSettings(environment);
  const rest = adminRest(settings, { fetch });
  return { settings, rest, api: createRecordingApi(rest), channels: createChannelApi(rest) };
};

/** With a person's token. `environment` is asked when a test runs. */
export function agentContract(environment: () => Environment): void {
  describe('a platform, asked by a person', () => {
    it('tells who is signed in, with permissions', async () => {
      const me = await partsOf(environment()).api.me();
      expect(me).toMatchObject({ ok: true, value: { userId: expect.stringMatching(/^[\w-]{36}$/) } });
    });

    it('lists the calls of the person in a form that can be read', async () => {
      expect(await partsOf(environment()).api.myCalls()).toMatchObject({ ok: true });
    });

    it('answers not-found, with a trace id, for a call that is not there', async () => {
      const read = await partsOf(environment()).api.readCall(NOBODYS);
      expect(read).toMatchObject({
        ok: false,
        failure: { kind: 'not-found', correlationId: expect.any(String) },
      });
    });

    it('takes a subscription to the own calls and tells it again', async () => {
      const { api, channels } = partsOf(environment());
      const me = await api.me();
      const channel = await channels.create();
      if (!me.ok || !channel.ok) throw new Error('Neither the person nor a channel could be had.');
      const topics = [callsTopic(me.value.userId)];
      const inForce = { ok: true, value: { inForce: topics, refused: [] } };
      expect(await channels.subscribe(channel.value.id, topics)).toEqual(inForce);
      expect(await channels.topics(channel.value.id)).toEqual(inForce);
    });

    it('tells enough for a diagnosis, and answers a ping', async () => {
      const { settings, rest, api, channels } = partsOf(environment());
      const facts = await findOut(
        {
          rest,
          api,
          channels,
          openSocket: socketsOf(WebSocket),
          clock: createClock(),
          hostTime: async () => undefined,
          headers: async () => undefined,
          storage: async () => ({ local: true, database: true, locks: true, broadcast: true }),
        },
        {
          region: settings.region,
          gateway: settings.region === undefined,
          startStop: 'snippet',
          mistakes: [],
          versions: { app: 'test', config: 'test' },
          popup: undefined,
          signIn: { lastsMs: 3_600_000, keep: 'tab', grant: 'pkce' },
          refusedPermission: undefined,
          redirectElsewhere: false,
        },
      );
      expect(facts).toMatchObject({
        permissions: { ok: true },
        scopes: { ok: true },
        socket: { ok: true },
        updates: { ok: true, value: [] },
        channels: { ok: true },
        calls: { ok: true },
      });
    });
  });
}

/** Looking again need not take long where nothing lags. */
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 10));

/** With the rights of the installer. */
export function adminContract(environment: () => Environment): void {
  describe('a platform, asked by the installer', () => {
    it('has the integration types of the manifest, with the keys that the installer sends', async () => {
      const { rest } = partsOf(environment());
      for (const { type, properties } of MANIFEST.integrations) {
        const schema = await rest.ask(
          {
            method: 'GET',
            path: '/api/v2/integrations/types/{typeId}/configschemas/properties',
            params: { typeId: type },
          },
          (body) => ({ ok: true, value: body as { properties?: object } }),
        );
        expect(schema, type).toMatchObject({ ok: true });
        const known = schema.ok ? Object.keys(schema.value.properties ?? {}) : [];
        expect(known, type).toEqual(expect.arrayContaining(Object.keys(properties)));
      }
    });

    it('can be observed for an installation, without changing anything', async () => {
      const options = { ...DEFAULT_OPTIONS, baseUrl: BASE_URL };
      const seen = await observe(partsOf(environment()).rest, {
        options,
        desire: (token) => desiredState(MANIFEST, options, token),
        record: undefined,
        newToken: '00000000',
        mayMove: false,
        clientId: undefined,
        wait: soon,
        waiting: () => undefined,
      });
      expect(seen).toMatchObject({ ok: true });
    });

    it('gives a plan by the command line, which prints no secret', async () => {
      const lines: string[] = [];
      const io = {
        out: (text: string) => void lines.push(text),
        err: (text: string) => void lines.push(text),
        meanwhile: () => undefined,
        confirm: async () => false,
        read: async () => undefined,
        write: async () => undefined,
        wait: soon,
        fetch,
      };
      const env = environment();
      await runInstall(['plan', '--url', BASE_URL], env, io);
      const secret = env['GENESYSCLOUD_OAUTHCLIENT_SECRET'] ?? env['GENESYSCLOUD_ACCESS_TOKEN'] ?? '';
      expect(lines.join('\n')).toContain('to create');
      expect(lines.join('\n')).not.toContain(secret);
    });
  });
}
