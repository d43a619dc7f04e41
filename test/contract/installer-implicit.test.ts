import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { adminApi, dyingFetch, install, inventory, writes } from './installer.ts';
import type { Loose } from './sandbox-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const CONFIG = 'recording-control-install/config.json';
const ADVICE = 'PKCE is recommended: Genesys lets no new client use implicit and switches it off in 2027.';
/** As the sandbox has it: a day. */
const BEFORE = 86_400;

const named = (clientId: string, grant = 'implicit') =>
  new Map([[CONFIG, JSON.stringify({ version: 1, oauth: { clientId, grant } })]]);

async function client(): Promise<Loose> {
  const api = await adminApi(sandbox);
  return (await api('GET', `/oauth/clients/${SEED.clients.implicit}`)).body;
}

async function setLife(seconds: number): Promise<void> {
  const api = await adminApi(sandbox);
  const path = `/oauth/clients/${SEED.clients.implicit}`;
  const changed = { ...(await client()), accessTokenValiditySeconds: seconds };
  expect((await api('PUT', path, changed)).status).toBe(200);
}

describe('an implicit client that config.json names', () => {
  it('is planned to give tokens for a shift, with the reason, and is advised against', async () => {
    const plan = await install(sandbox, ['plan'], { files: named(SEED.clients.implicit) });
    expect(plan).toMatchObject({ code: 0, err: '' });
    const lines = plan.out.split('\n');
    const at = lines.indexOf(
      `~ change token life of the OAuth client "Recording Control (implicit)" (id ${SEED.clients.implicit})`,
    );
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '      accessTokenValiditySeconds: 86400 -> 28800',
      "      Why: who reads the token in the browser's history file can use it for as long as it lives. This is a shift of eight hours.",
    ]);
    expect(plan.out).toContain('15 to create, 1 to change, 0 to keep.');
    expect(lines.filter((line) => line.includes('is implicit') && line.includes(ADVICE))).toHaveLength(1);
    expect(await writes(sandbox)).toBe(0);
  });

  it('gives tokens for a shift after apply, and keeps all else; undo puts the old life back', async () => {
    const files = named(SEED.clients.implicit);
    const [before, all] = [await client(), await inventory(sandbox)];
    expect(before.accessTokenValiditySeconds).toBe(BEFORE);
    expect(await install(sandbox, ['apply', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
    expect(await client()).toEqual({ ...before, accessTokenValiditySeconds: 28_800 });
    // Agents get the new client from here on.
    const { oauth } = JSON.parse(files.get(CONFIG) ?? '') as Loose;
    expect(oauth).toMatchObject({ grant: 'pkce' });
    expect(oauth.clientId).not.toBe(SEED.clients.implicit);
    const again = await install(sandbox, ['apply', '--yes'], { files });
    expect(again.out).toContain('nothing was changed');
    expect(again.out).not.toContain('implicit');

    const undo = await install(sandbox, ['undo', '--yes'], { files });
    expect(undo).toMatchObject({ code: 0, err: '' });
    expect(undo.out).toContain('accessTokenValiditySeconds: 28800 -> 86400');
    expect(await client()).toEqual(before);
    expect(await inventory(sandbox)).toEqual(all);
    expect((await install(sandbox, ['undo', '--yes'], { files })).out).toContain('Nothing of Recording');
  });

  it.each(['before', 'after'] as const)(
    'has its old life again although the run was cut off (%s the change)',
    async (when) => {
      const files = named(SEED.clients.implicit);
      const cut = await install(sandbox, ['apply', '--yes'], { fetch: dyingFetch(16, when), files });
      expect(cut.err).toContain('Stopped at: token life of the OAuth client');
      expect((await client()).accessTokenValiditySeconds).toBe(when === 'after' ? 28_800 : BEFORE);
      expect(await install(sandbox, ['undo', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
      expect((await client()).accessTokenValiditySeconds).toBe(BEFORE);
    },
  );

  it('keeps a life that an admin has chosen since', async () => {
    const files = named(SEED.clients.implicit);
    await install(sandbox, ['apply', '--yes'], { files });
    await setLife(14_400);
    expect(await install(sandbox, ['undo', '--yes'], { files })).toMatchObject({ code: 0, err: '' });
    expect((await client()).accessTokenValiditySeconds).toBe(14_400);
  });

  it('is only advised against where its tokens live no longer than a shift', async () => {
    await setLife(28_800);
    const plan = await install(sandbox, ['plan'], { files: named(SEED.clients.implicit) });
    expect(plan.out).toContain('15 to create, 0 to change, 0 to keep.');
    expect(plan.out).toContain(ADVICE);
  });

  it('does not count as an installation', async () => {
    const upgrade = await install(sandbox, ['upgrade', '--yes'], { files: named(SEED.clients.implicit) });
    expect(upgrade.err).toContain('Nothing of Recording Control is installed here.');
    const status = await install(sandbox, ['status'], { files: named(SEED.clients.implicit) });
    expect(status.out).toBe('Nothing of Recording Control is installed here.');
  });

  it('stands in the data of the plan', async () => {
    const plan = await install(sandbox, ['plan', '--output', 'json'], {
      files: named(SEED.clients.implicit),
    });
    expect(JSON.parse(plan.out)).toMatchObject({ implicit: { id: SEED.clients.implicit } });
  });
});

it.each([SEED.clients.pkce, '99999999-0000-4000-8000-000000000009', 'no id'])(
  'a client that is not implicit, or that nobody knows, is left alone: %s',
  async (clientId) => {
    const plan = await install(sandbox, ['plan'], { files: named(clientId) });
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out).toContain('15 to create, 0 to change, 0 to keep.');
    expect(plan.out).not.toContain('implicit');
  },
);
