import type { Past } from '../../src/app/past.ts';
import type { Seen, SeenPast, SeenSample } from '../../src/app/timeline/seen.ts';
import { NOW } from './states.ts';

const USER = 'c11e0000-0000-4000-8000-000000000003';
const CONNECTED = NOW - 612_000;

const seen = (seconds: number, state: Seen['state'], different: Partial<Seen> = {}): SeenSample => ({
  at: CONNECTED + seconds * 1_000,
  seen: {
    state,
    by: 'read',
    isRinging: false,
    isLost: false,
    beside: [],
    agents: 0,
    connectedAt: CONNECTED,
    isHoldRecorded: false,
    ...(state === 'paused' && { pauseKind: 'secure' }),
    ...different,
  },
});
const fact = (seconds: number, wishId: string, different: Partial<SeenPast['facts'][number]>) => ({
  id: `${wishId}-${seconds}`,
  wishId,
  at: new Date(CONNECTED + seconds * 1_000).toISOString(),
  app: 'gallery',
  actor: 'user' as const,
  userId: USER,
  conversationId: '3f2a9c1b-77d0-4c7e-9a55-0d6a3f5b1e42',
  action: 'pause' as const,
  target: 'policy' as const,
  trigger: 'agent' as const,
  phase: 'requested' as const,
  ...different,
});

export const NO_PAST: Past = {
  samples: [],
  facts: [],
  userId: USER,
  wall: NOW,
  platformNow: NOW,
  permissions: new Set(),
  keep: () => () => {},
};
/** Of any other state. */
export const NO_PAST_SEEN: SeenPast = {
  samples: [],
  facts: [],
  userId: USER,
  now: NOW,
  isPlatformTime: true,
};

const ofOnePause: SeenPast = {
  ...NO_PAST_SEEN,
  samples: [seen(1, 'recording'), seen(70, 'paused'), seen(125, 'recording'), seen(400, 'ended')],
  facts: [
    fact(69, 'w1', {}),
    fact(71, 'w1', { phase: 'confirmed' }),
    fact(124, 'w2', { action: 'resume' }),
    fact(126, 'w2', { action: 'resume', phase: 'confirmed' }),
  ],
};
/** What the log has of a call on which the panel said *safe*. */
export const CLAIMED: SeenPast['facts'] = [fact(71, 'w1', { action: 'safe-shown', phase: 'observed' })];

/** What stands under *This call* in a state of the gallery; in the others nothing is known yet. */
export const PASTS: Readonly<Record<string, SeenPast>> = {
  'hold-recorded': {
    ...NO_PAST_SEEN,
    samples: [seen(1, 'recording'), seen(60, 'recording', { isHoldRecorded: true }), seen(90, 'paused')],
  },
  'left-out': ofOnePause,
  'left-out-not-yet': ofOnePause,
  'left-out-not-shown': ofOnePause,
  'left-out-not': {
    ...NO_PAST_SEEN,
    samples: [
      seen(1, 'recording'),
      seen(70, 'paused'),
      seen(125, 'recording'),
      seen(200, 'paused'),
      seen(260, 'recording'),
      seen(300, 'paused'),
      seen(390, 'ended'),
    ],
  },
  'this-call': {
    samples: [
      seen(1, 'recording'),
      seen(20, 'recording', { beside: ['snippet'] }),
      seen(40, 'recording'),
      seen(70, 'paused'),
      seen(125, 'recording'),
      seen(200, 'held'),
      seen(240, 'recording', { agents: 1 }),
      seen(260, 'paused', { pauseKind: 'unspecified', beside: ['screen'], agents: 1 }),
      seen(290, 'recording', { by: 'event', agents: 1 }),
      seen(300, 'unknown', { by: undefined, isLost: true, agents: undefined }),
      seen(420, 'recording', { agents: 0 }),
      seen(480, 'checking', { by: undefined }),
      seen(482, 'not-recording'),
    ],
    facts: [
      fact(20, 'w1', { action: 'start', target: 'snippet' }),
      fact(21, 'w1', { action: 'start', target: 'snippet', phase: 'confirmed' }),
      fact(69, 'w2', {}),
      fact(70, 'w2', { phase: 'confirmed' }),
      fact(74, 'w2', { action: 'reason', phase: 'observed', reason: 'payment' }),
      fact(124, 'w3', { action: 'resume' }),
      fact(126, 'w3', { action: 'resume', phase: 'confirmed' }),
      fact(430, 'w4', {}),
      fact(432, 'w4', { phase: 'failed', failure: 'REC-403' }),
      fact(440, 'w5', { action: 'resume' }),
      fact(448, 'w5', { action: 'resume', phase: 'unconfirmed' }),
    ],
    userId: USER,
    now: NOW,
    isPlatformTime: true,
  },
};
