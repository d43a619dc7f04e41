import { ok } from '../../../src/domain/result.ts';
import type { Facts } from '../../../src/setup/facts.ts';

/** An organisation, a user and a browser that lack nothing. */
export const GOOD_FACTS: Facts = {
  region: 'mypurecloud.de',
  gateway: false,
  startStop: 'snippet',
  mistakes: [],
  versions: { app: 'recording-control/0.1.0', config: 'abc' },
  clockSkewMs: 40,
  storage: { local: true, database: true, locks: true, broadcast: true },
  headers: [],
  redirectElsewhere: false,
  popup: true,
  signIn: { lastsMs: 64_800_000, keep: 'tab', grant: 'pkce' },
  refusedPermission: undefined,
  user: 'Ada Lind',
  permissions: ok(new Set(['conversation:recording:pause', 'conversation:recording:snippetRecord'])),
  scopes: ok(['conversations', 'notifications', 'user-basic-info']),
  refusedScopes: new Map(),
  socket: ok({ roundTripMs: 30 }),
  updates: ok([]),
  channels: ok(2),
  calls: ok({ live: 1, recorded: 1, withSecurePause: 1 }),
};
