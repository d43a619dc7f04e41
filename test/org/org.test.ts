import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createChannelApi } from '../../src/genesys/feed/channel-api.ts';
import { socketsOf } from '../../src/genesys/feed/socket.ts';
import { createRest } from '../../src/genesys/http/rest.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import { createFetchTransport } from '../../src/headless/http/fetch-transport.ts';
import { createTokenSource } from '../../src/headless/http/token.ts';
import { readSettings } from '../../src/headless/settings.ts';
import { desiredState } from '../../src/installer/desired.ts';
import { MANIFEST } from '../../src/installer/manifest.ts';
import { observe } from '../../src/installer/observe.ts';
import { DEFAULT_OPTIONS } from '../../src/installer/options.ts';
import { createClock } from '../../src/platform/clock.ts';
import { findOut } from '../../src/setup/probe.ts';
import { runInstall } from '../../src/installer/cli.ts';

/*
 * The contract of the platform against a real organisation. Reads only, except for one notification channel, which ends
 * by itself. Credentials from the environment: a user's GENESYSCLOUD_ACCESS_TOKEN, or client credentials.
 */

const environment = process.env;
const given = environment['GENESYSCLOUD_ACCESS_TOKEN'];
const settings = readSettings(
  given === undefined
    ? environment
    : { ...environment, GENESYSCLOUD_OAUTHCLIENT_ID: 'none', GENESYSCLOUD_OAUTHCLIENT_SECRET: 'none' },
);
const clock = createClock();
const rest = createRest(
  createFetchTransport({
    apiUrl: settings.apiUrl,
    token:
      given === undefined
        ? createTokenSource({ ...settings, fetch, clock })
        : { get: async () => ({ ok: true, value: given }), refused: () => undefined },
    fetch,
  }),
  clock,
);
const needsUser = it.skipIf(given === undefined);

describe('a real organisation', () => {
  needsUser('answers who is signed in, with permissions', async () => {
    expect(await createRecordingApi(rest).me()).toMatchObject({ ok: true });
  });

  needsUser("lists the user's calls in a form that can be read", async () => {
    expect(await createRecordingApi(rest).myCalls()).toMatchObject({ ok: true });
  });

  it('tells enough for a diagnosis', async () => {
    const facts = await findOut(
      {
        rest,
        api: createRecordingApi(rest),
        createChannel: createChannelApi(rest).create,
        openSocket: socketsOf(WebSocket),
        clock,
        hostTime: async () => undefined,
        storage: async () => ({ local: true, database: true, locks: true, broadcast: true }),
      },
      {
        region: settings.region,
        gateway: settings.region === undefined,
        startStop: 'snippet',
        mistakes: [],
        versions: { app: 'test', config: 'test' },
        popup: undefined,
        refusedPermission: undefined,
      },
    );
    expect(facts.socket, 'a ping is answered').toMatchObject({ ok: true });
    expect(facts.scopes).toMatchObject({ ok: true });
  });

  it('has the integration types of the manifest, with the keys that the installer sends', async () => {
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
    const options = { ...DEFAULT_OPTIONS, baseUrl: 'https://recording-control.invalid' };
    expect(await observe(rest, desiredState(MANIFEST, options), options)).toMatchObject({ ok: true });
  });

  it('gives a plan by the command line, which prints no secret', async () => {
    const lines: string[] = [];
    const io = {
      out: (text: string) => void lines.push(text),
      err: (text: string) => void lines.push(text),
      confirm: async () => false,
      read: async () => undefined,
      write: async () => undefined,
      fetch,
    };
    await runInstall(['plan', '--url', 'https://recording-control.invalid'], environment, io);
    const secret = environment['GENESYSCLOUD_OAUTHCLIENT_SECRET'] ?? given ?? '';
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toContain(secret);
  });
});
