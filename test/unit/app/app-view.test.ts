import { expect, it } from 'vitest';
import { appViewOf, type Shown } from '../../../src/app/app-view.ts';

const LICENCE = 'integration:recordingControl:view';
const shown = (licence: string | undefined, permissions: readonly string[] | undefined): Shown => ({
  conversations: [],
  unlisted: undefined,
  disabledSections: [],
  licence,
  registered: { clientId: 'client-1', redirectUri: 'https://app.example/index.html' },
  me: permissions && { userId: 'agent-1', permissions: new Set(permissions) },
  isSettled: true,
  asksName: false,
  why: 'first',
  notTheirs: undefined,
  isWindowOpen: false,
  isKept: true,
  isSlow: false,
  endsAt: undefined,
  renewalProblem: undefined,
});

it.each<[string, boolean, string | undefined, readonly string[] | undefined]>([
  ['is told of a user without the permission that comes with it', true, LICENCE, ['conversation:call:view']],
  ['is not missed by a user who has it', false, LICENCE, [LICENCE]],
  ['is not missed where nothing is known of permissions', false, LICENCE, []],
  ['is not missed before it is known who it is', false, LICENCE, undefined],
  ['is not asked for where the app is no premium app', false, undefined, ['conversation:call:view']],
])('a licence %s', (_what, isMissed, licence, permissions) => {
  const view = appViewOf({ kind: 'ready' }, shown(licence, permissions));
  expect('unlicensed' in view).toBe(isMissed);
});
