import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../../src/domain/result.ts';
import { MANIFEST } from '../../../src/installer/manifest.ts';
import type { Problem } from '../../../src/app/view.ts';
import { signedInToInstall } from '../../../src/setup/face.ts';
import { problemLines } from '../../../src/setup/problem-lines.ts';
import { diagnose } from '../../../src/setup/diagnose.ts';
import type { Facts } from '../../../src/setup/facts.ts';
import { GOOD_FACTS } from './facts.ts';
import { reportOf } from '../../../src/ui/setup/report.ts';
import { wordsOf } from '../../../src/ui/setup/line-words.ts';

const linesOf = (changes: Partial<Facts>) => diagnose({ ...GOOD_FACTS, ...changes }, MANIFEST);
const stateOf = (id: string, changes: Partial<Facts>) =>
  linesOf(changes).find((line) => line.id === id)?.state;

describe('the diagnosis', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(linesOf({}).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it.each<[id: string, state: string, facts: Partial<Facts>]>([
    ['region', 'missing', { region: undefined }],
    ['region', 'ok', { region: undefined, gateway: true }],
    ['clock', 'missing', { clockSkewMs: -90_000 }],
    ['clock', 'unknown', { clockSkewMs: undefined }],
    ['storage', 'missing', { storage: { local: false, database: false, locks: true, broadcast: true } }],
    ['header', 'ok', { headers: [] }],
    ['redirect', 'missing', { redirectElsewhere: true }],
    ['permission.integration:x:view', 'missing', { licence: 'integration:x:view' }],
    [
      'header.config.json.Cache-Control',
      'missing',
      { headers: [{ file: 'config.json', name: 'Cache-Control', how: 'missing', wanted: 'no-cache' }] },
    ],
    ['popup', 'unknown', { popup: undefined }],
    ['popup', 'missing', { popup: false }],
    ['setting.screen', 'missing', { mistakes: [{ path: 'screen', kind: 'wrong' }] }],
    ['permission.conversation:recording:pause', 'missing', { permissions: ok(new Set<string>()) }],
    ['permission.conversation:recording:pause', 'unknown', { permissions: failed({ kind: 'offline' }) }],
    ['permission.conversation:call:record', 'missing', { startStop: 'adhoc' }],
    ['scope.notifications', 'missing', { scopes: ok(['conversations', 'users']) }],
    ['scope.user-basic-info', 'ok', { scopes: ok(['conversations', 'notifications', 'users']) }],
    ['scope.conversations', 'missing', { scopes: ok(['conversations:readonly', 'notifications']) }],
    ['scope.conversations', 'unknown', { scopes: ok(undefined) }],
    ['scope.notifications', 'missing', { refusedScopes: new Map([['notifications', { kind: 'denied' }]]) }],
    ['socket', 'missing', { socket: failed({ kind: 'offline' }) }],
    ['socket', 'unknown', { socket: ok({ roundTripMs: 2_500 }) }],
    ['updates', 'missing', { updates: ok([{ topic: 't', permissions: ['a:b:c'] }]) }],
    ['updates', 'unknown', { updates: failed({ kind: 'offline' }) }],
    ['channels', 'ok', { channels: ok(14) }],
    ['channels', 'missing', { channels: ok(15) }],
    ['recorded', 'unknown', { calls: ok({ live: 0, recorded: 0, withSecurePause: 0 }) }],
    ['recorded', 'missing', { calls: ok({ live: 1, recorded: 0, withSecurePause: 1 }) }],
    ['secure-pause', 'missing', { calls: ok({ live: 1, recorded: 1, withSecurePause: 0 }) }],
  ])('says that %s is %s (case %#)', (id, state, facts) => {
    expect(stateOf(id, facts)).toBe(state);
  });

  it.each<[Facts['signIn'], string]>([
    [
      { lastsMs: 64_700_000, keep: 'tab', grant: 'pkce' },
      'Opens. One sign-in serves a browser tab; this one lasts 18 hours more.',
    ],
    [
      { lastsMs: 3_000_000, keep: 'memory', grant: 'pkce' },
      'Opens. Agents sign in whenever no panel of theirs is left; this one lasts 50 minutes more.',
    ],
  ])('says in one line that popups work and how long a sign-in lasts: %o', (signIn, words) => {
    const line = linesOf({ signIn }).find(({ id }) => id === 'popup');
    expect(line && wordsOf(line).detail).toContain(words);
  });

  it.each([true, false, undefined])(
    'says of a popup (opens: %s) what implicit grant leaves behind, and of PKCE nothing',
    (popup) => {
      const detailOf = (grant: 'implicit' | 'pkce') => {
        const signIn = { lastsMs: 64_700_000, keep: 'tab', grant } as const;
        return wordsOf(linesOf({ popup, signIn }).find(({ id }) => id === 'popup')!).detail;
      };
      const words =
        'By implicit grant the window leaves the token in the browser’s history file. PKCE is recommended';
      expect(detailOf('implicit')).toContain(words);
      expect(detailOf('pkce')).not.toContain('history');
    },
  );

  it.each([
    [new Set<string>(), 'missing'],
    [new Set(['conversation:communication:disconnect']), 'ok'],
  ])('has a line for a permission that Genesys alone has named (case %#)', (has, state) => {
    const refusedPermission = 'conversation:communication:disconnect';
    const facts = { refusedPermission, permissions: ok(has) };
    expect(stateOf(`permission.${refusedPermission}`, facts)).toBe(state);
  });

  it('has no second line for a permission that is needed anyway', () => {
    const ids = linesOf({ refusedPermission: 'conversation:recording:pause' }).map(({ id }) => id);
    expect(ids.filter((id) => id === 'permission.conversation:recording:pause')).toHaveLength(1);
  });

  it('asks for nothing that the settings do not need', () => {
    const ids = linesOf({ startStop: 'off' }).map(({ id }) => id);
    expect(ids).not.toContain('permission.conversation:recording:snippetRecord');
    expect(ids).not.toContain('permission.conversation:recording:pauseOthers');
  });

  it('says of everything that is missing what to do and who can', () => {
    const nothing = failed({ kind: 'denied' as const });
    const bad = linesOf({
      region: undefined,
      clockSkewMs: 90_000,
      storage: { local: false, database: false, locks: false, broadcast: false },
      popup: false,
      redirectElsewhere: true,
      headers: [
        { file: 'index.html', name: 'frame-ancestors', how: 'missing', wanted: "'self'" },
        { file: 'index.html', name: 'X-Frame-Options', how: 'unwanted', wanted: '' },
      ],
      mistakes: [{ path: 'pause.maxSeconds', kind: 'wrong' }],
      permissions: ok(new Set<string>()),
      scopes: ok([]),
      socket: nothing,
      updates: nothing,
      channels: ok(20),
      calls: ok({ live: 1, recorded: 0, withSecurePause: 0 }),
    });
    for (const line of bad.filter(({ state }) => state === 'missing')) {
      expect(wordsOf(line).todo, line.id).toBeTruthy();
      expect(wordsOf(line).who, line.id).toBeTruthy();
    }
  });

  it('reports codes and numbers, one line each', () => {
    const report = reportOf(linesOf({ socket: failed({ kind: 'offline' }), popup: undefined }));
    expect(report).toContain('missing socket REC-OFFLINE');
    expect(report).toContain('unknown popup');
    expect(report).toContain('ok      channels channels=2');
  });
});

describe('what keeps the app from starting', () => {
  const VERSIONS = { app: 'recording-control/0.1.0', config: 'abc' };

  it.each<[id: string, problem: Problem]>([
    ['config', { kind: 'config-missing' }],
    ['config', { kind: 'config-invalid', key: '' }],
    ['setting.oauth.clientId', { kind: 'config-invalid', key: 'oauth.clientId' }],
    ['region', { kind: 'region-unknown', region: 'mars' }],
    ['setting.host.allowedOrigins', { kind: 'host-not-allowed', origin: 'https://crm.example' }],
    ['host', { kind: 'host-unknown' }],
    ['sign-in', { kind: 'sign-in-failed' }],
    ['sign-in', { kind: 'sign-in-refused', error: 'access_denied' }],
    ['popup', { kind: 'popup-blocked' }],
  ])('is the line %s with what to do and who can (case %#)', (id, problem) => {
    const [line, versions] = problemLines(problem, VERSIONS);
    expect(line).toMatchObject({ id, state: 'missing' });
    expect(wordsOf(line!).todo).toBeTruthy();
    expect(wordsOf(line!).who).toBeTruthy();
    expect(versions).toMatchObject({ id: 'versions', facts: VERSIONS });
  });
});

describe('a sign-in to install', () => {
  it.each([
    [['integrations', 'oauth', 'user-basic-info'], true],
    [['conversations', 'notifications', 'user-basic-info'], false],
    [['integrations', 'conversations'], false],
    [undefined, false],
  ])('is told by its scopes (%j)', (scopes, isOne) => {
    expect(signedInToInstall({ ...GOOD_FACTS, scopes: ok(scopes) })).toBe(isOne);
  });
});
