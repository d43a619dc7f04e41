import { SEED } from '../control.ts';
import type { Scenario, Step } from './scenario.ts';

const GRACE = 'Grace Holloway';
const TOMAS = 'Tomas Berg';
const TEN = [
  GRACE,
  TOMAS,
  'Mei-Ling Chua',
  'Rafael Duarte',
  'Ingrid Solberg',
  'Yusuf Demir',
  'Hannah Weiss',
  'Oluwaseun Adeyemi',
  'Priya Raman',
  'Jack O’Connell',
];

const graceCalls: Step = { step: 'call', call: { customerName: GRACE } };
/** Long enough for the panel to be signed in and to show a confirmed state first. */
const onceSettled: Step = { step: 'wait', ms: 6000 };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'default',
    title: 'Start here',
    about: 'A recorded call about a payment is connected and a second one is ringing.',
    steps: [
      graceCalls,
      {
        step: 'call',
        call: { customerName: TOMAS, queueId: SEED.queues.support, state: 'alerting' },
      },
    ],
  },
  {
    name: 'one-call',
    title: 'One call',
    about: 'A single recorded call, connected.',
    steps: [graceCalls],
  },
  {
    name: 'two-calls',
    title: 'Two calls',
    about: 'One call is on hold while the agent talks to the other; each has its own panel.',
    steps: [
      graceCalls,
      { step: 'act', on: GRACE, act: { act: 'hold' } },
      { step: 'call', call: { customerName: TOMAS, queueId: SEED.queues.support } },
      { step: 'open', on: GRACE },
      { step: 'open', on: TOMAS },
    ],
  },
  {
    name: 'hold',
    title: 'On hold',
    about: 'The trunk suppresses recording during hold; that is not a secure pause.',
    steps: [graceCalls, { step: 'act', on: GRACE, act: { act: 'hold' } }],
  },
  {
    name: 'not-recorded',
    title: 'Not recorded',
    about: 'No policy records this call, so there is nothing to pause.',
    steps: [{ step: 'call', call: { customerName: GRACE, recorders: [] } }],
  },
  {
    name: 'paused-elsewhere',
    title: 'Paused by someone else',
    about: 'After some seconds a supervisor pauses the call, later the supervisor resumes it.',
    steps: [
      graceCalls,
      onceSettled,
      { step: 'act', on: GRACE, act: { act: 'pause', by: SEED.users.sol } },
      { step: 'wait', ms: 20_000 },
      { step: 'act', on: GRACE, act: { act: 'resume', by: SEED.users.sol } },
    ],
  },
  {
    name: 'snippet-running',
    title: 'Snippet running',
    about: 'A snippet records beside the policy, so a pause alone does not make it safe.',
    steps: [graceCalls, { step: 'act', on: GRACE, act: { act: 'snippet-start' } }],
  },
  {
    name: 'screen-recorded',
    title: 'Screen recorded',
    about: 'The agent’s screen is recorded too and does not pause with the audio.',
    steps: [{ step: 'call', call: { customerName: GRACE, screen: true } }],
  },
  {
    name: 'ten-calls',
    title: 'Ten calls',
    about: 'Ten interactions with a live panel each, the most that the platform keeps at once.',
    steps: [
      ...TEN.map((customerName): Step => ({ step: 'call', call: { customerName } })),
      ...TEN.map((on): Step => ({ step: 'open', on })),
      { step: 'open', on: GRACE },
    ],
  },
  {
    name: 'no-permission',
    title: 'No permission',
    about: 'The platform refuses every pause because the role lacks the permission.',
    steps: [
      {
        step: 'fault',
        fault: {
          fault: 'status',
          endpoint: 'pause-own',
          status: 403,
          code: 'missing.any.permissions',
          permission: 'conversation:recording:pause',
          times: 0,
        },
      },
      graceCalls,
    ],
  },
  {
    name: 'signed-out',
    title: 'Signed out',
    about: 'Genesys remembers nobody, so the panel has to ask for a sign-in.',
    steps: [{ step: 'sign-out' }, graceCalls],
  },
  {
    name: 'rate-limited',
    title: 'Rate limited',
    about: 'The platform takes no pause request for 60 seconds at a time.',
    steps: [
      {
        step: 'fault',
        fault: {
          fault: 'status',
          endpoint: 'pause-own',
          status: 429,
          retryAfter: '60',
          times: 0,
        },
      },
      graceCalls,
    ],
  },
  {
    name: 'socket-lost',
    title: 'Socket lost',
    about: 'After some seconds the notification socket dies silently: open, but nothing comes any more.',
    steps: [graceCalls, onceSettled, { step: 'fault', fault: { fault: 'socket', how: 'half-open' } }],
  },
];

/** Nothing is reset and nothing happens: whoever opened the desktop drives it. */
export const NO_SCENARIO = 'none';

export function findScenario(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
