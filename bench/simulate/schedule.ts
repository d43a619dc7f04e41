import type { EndpointName, Switches } from '../../sandbox/control.ts';
import { choices, type Choices } from '../../test/support/random.ts';
import { workplacePlanOf, type WorkplacePlan } from './workplace/plan.ts';
import type { Destinations } from './browser.ts';
import { destinationsOf, destinationFaults } from './destinations.ts';
import type { Action, EventFault, Operation, RequestFault } from './operation.ts';

/** What a run is beside its operations. */
export interface Plan {
  readonly seed: number;
  /** A supervisor may also pause by operation B. */
  readonly agent: 'ada' | 'sol';
  readonly screenPolicy: 'warn' | 'block';
  readonly locks: boolean;
  /** Pauses end by themselves, at a limit that comes soon enough to be met while faults strike. */
  readonly autoResume: boolean;
  /** Where the audit log goes to. */
  readonly destinations: Destinations;
  /** By how much this computer's clock is ahead of the platform's. */
  readonly clockOffMs: number;
  readonly operations: readonly Operation[];
  /** What happens at the workplace of a second run, of tabs, agents and sign-in. */
  readonly workplace: WorkplacePlan;
}

/** A run has at least this many operations, and lasts at least this long before its quiet end of four minutes. */
const OPERATIONS = 110;
export const SPAN_MS = 13.1 * 60_000;

const COMMANDS: readonly EndpointName[] = ['pause-own', 'pause-own', 'pause-own', 'pause-others'];
const CHANNEL: readonly EndpointName[] = ['create-channel', 'subscribe', 'list-calls'];
/** A list without any call: true of another moment, or of another replica. */
const NOTHING = '{"entities":[],"pageSize":25,"pageNumber":1,"total":0,"pageCount":0}';
const RUBBISH = [
  '',
  'null',
  '[]',
  '<html>proxy</html>',
  '{"id":7}',
  '{"participants":"none"}',
  '{"id":"x","participants":[{}]}',
];

export function planOf(seed: number): Plan {
  const random = choices(seed);
  const operations: Operation[] = [
    { at: 0, action: newCall(random, 0) },
    { at: 50, action: { do: 'open', panel: 0 } },
    { at: 100, action: { do: 'open', panel: 2 } },
    { at: 3_000, action: newCall(random, 1) },
    { at: 3_050, action: { do: 'open', panel: 1 } },
  ];
  let at = 6_000;
  while (operations.length < OPERATIONS) {
    at += gap(random);
    const step = draw(random);
    const when = random.chance(0.3) && step.length === 1 ? moment(random, step[0]) : undefined;
    let later = at;
    for (const [afterMs, action, aimed] of step) {
      later += afterMs;
      const moment = aimed ?? when;
      operations.push({ at: later, ...(moment && { when: moment }), action });
    }
  }
  const destinations = destinationsOf(seed);
  operations.push(...destinationFaults(seed, destinations, at));
  return {
    seed,
    destinations,
    agent: random.chance(0.25) ? 'sol' : 'ada',
    screenPolicy: random.pick(['warn', 'block'] as const),
    locks: random.chance(0.8),
    clockOffMs: random.pick([0, 0, -600_000, 600_000, 7_200_000]),
    autoResume: random.chance(0.4),
    operations: operations.toSorted((a, b) => a.at - b.at),
    workplace: workplacePlanOf(seed),
  };
}

/** Bursts, pauses, and now and then a minute in which nothing happens. */
function gap(random: Choices): number {
  const kind = random.next();
  if (kind < 0.5) return random.between(20, 3_000);
  if (kind < 0.85) return random.between(3_000, 20_000);
  return random.between(20_000, 70_000);
}

function moment(random: Choices, step: Step | undefined): Operation['when'] {
  if (step === undefined || step[1].do === 'call' || step[1].do === 'open') return undefined;
  return random.pick(MOMENTS);
}

type When = NonNullable<Operation['when']>;

/** Each state as often as it says: the rare ones more often. */
const weighted = (weights: Readonly<Partial<Record<When, number>>>): readonly When[] =>
  (Object.entries(weights) as [When, number][]).flatMap(([state, weight]) =>
    Array.from({ length: weight }, () => state),
  );

const MOMENTS = weighted({
  unknown: 1,
  checking: 2,
  recording: 1,
  paused: 1,
  safe: 2,
  held: 3,
  'not-recording': 1,
  ended: 1,
  pending: 1,
});

/** For faults of commands and reads. */
const AIMS = weighted({
  unknown: 1,
  checking: 2,
  recording: 1,
  paused: 1,
  safe: 1,
  held: 2,
  'not-recording': 1,
});

/**
 * For faults of channels. A panel asks for another channel while it claims something only when it is warned that the one it
 * has will close.
 */
const CHANNEL_AIMS = weighted({
  checking: 7,
  recording: 1,
  paused: 1,
  safe: 1,
  held: 4,
  'not-recording': 1,
});

type Step = readonly [afterMs: number, action: Action, when?: Operation['when']];

const now = (action: Action): readonly Step[] => [[0, action]];

/** What may happen, how often, and what usually follows. */
const DRAWN: readonly (readonly [weight: number, make: (random: Choices) => readonly Step[]])[] = [
  [26, (random) => now(click(random, 'pause'))],
  [14, (random) => now(click(random, 'resume'))],
  [
    2,
    (random) =>
      now({
        do: random.pick(['refresh', 'settle'] as const),
        panel: random.between(0, 2),
        call: call(random),
      }),
  ],
  [8, (random) => now({ do: 'focus', panel: random.between(0, 2) })],
  [3, (random) => now({ do: 'reload', panel: random.between(0, 2) })],
  [
    3,
    (random) => [
      [0, { do: 'remove', panel: random.between(0, 2) }],
      [random.between(100, 9_000), { do: 'open', panel: random.between(0, 2) }],
    ],
  ],
  [3, (random) => now({ do: 'snippet', panel: random.between(0, 2), call: call(random) })],
  [1, (random) => now({ do: 'locks', denied: random.chance(0.5) })],
  [2, (random) => now({ do: 'open', panel: random.between(0, 2) })],
  [18, world],
  [10, (random) => now(elsewhere(random))],
  [4, (random) => now({ do: 'republish', call: call(random), age: random.between(0, 6) })],
  [17, (random) => requestFault(random)],
  [5, (random) => socketFault(random)],
  [1, (random) => now({ do: 'sockets-refused', forMs: random.between(1_000, 40_000) })],
  [1, (random) => now({ do: 'network-down', forMs: random.between(500, 50_000) })],
  [
    3,
    (random) =>
      now({
        do: 'storage',
        how: random.pick(['slow', 'full', 'denied', 'lines-full', 'lines-denied'] as const),
        forMs: random.between(2_000, 60_000),
      }),
  ],
  [
    1,
    (random) =>
      now({
        do: 'sleep',
        forMs: random.between(2_000, 200_000),
        sockets: random.pick(['kept', 'cut', 'silent'] as const),
        monotonicStops: random.chance(0.5),
      }),
  ],
  [
    3,
    (random) =>
      now({
        do: 'stop',
        panel: random.between(0, 2),
        forMs: random.pick([200, 3_000, 20_000, 60_000]),
      }),
  ],
  [
    4,
    (random) =>
      now({
        do: 'freeze',
        panel: random.between(0, 2),
        forMs: random.pick([1_500, 6_000, 20_000, 50_000, 120_000]),
        announced: random.chance(0.5),
      }),
  ],
  [1, (random) => now({ do: 'wall', byMs: random.pick([-3_600_000, -30_000, 45_000, 3_600_000]) })],
  [2, (random) => now({ do: 'switch', switches: switches(random) })],
];
const TOTAL = DRAWN.reduce((sum, [weight]) => sum + weight, 0);

function draw(random: Choices): readonly Step[] {
  let left = random.next() * TOTAL;
  for (const [weight, make] of DRAWN) {
    left -= weight;
    if (left < 0) return make(random);
  }
  return [];
}

const call = (random: Choices) => random.between(0, 1);

function click(random: Choices, action: 'pause' | 'resume'): Action {
  const again = random.chance(0.25)
    ? { twiceMs: random.pick([40, 150, 420, 900, 2_500]), other: random.chance(0.5) }
    : {};
  return { do: 'click', panel: random.between(0, 2), call: call(random), action, ...again };
}

function newCall(random: Choices, index: number): Action {
  return {
    do: 'call',
    call: index,
    screen: random.chance(0.2),
    recorders: random.pick([['customer'], ['customer'], ['customer', 'agent'], ['customer', 'agent'], []] as (
      'customer' | 'agent'
    )[][]),
    queue: random.pick(['payments', 'support'] as const),
  };
}

function elsewhere(random: Choices): Action {
  const fault = random.chance(0.5)
    ? { fault: random.pick(['dropped', 'doubled', 'late', 'late', 'malformed'] as EventFault[]) }
    : {};
  return {
    do: 'act',
    call: call(random),
    act: random.pick(['pause', 'resume'] as const),
    by: random.pick(['ben', 'sol'] as const),
    ...fault,
  };
}

/** Things people do with a call, each with what brings it back to normal. */
function world(random: Choices): readonly Step[] {
  const which = call(random);
  const act = (what: Extract<Action, { do: 'act' }>['act'], by?: 'agent' | 'ben' | 'sol'): Action => ({
    do: 'act',
    call: which,
    act: what,
    ...(by && { by }),
    ...(random.chance(0.08) && {
      fault: random.pick(['dropped', 'doubled', 'late', 'malformed'] as EventFault[]),
    }),
  });
  const soon = () => random.between(300, 12_000);
  const aWhile = () => random.between(2_000, 60_000);
  const again: Step = [soon(), newCall(random, which)];
  return random.pick<() => readonly Step[]>([
    () => [
      [0, act('hold', 'agent')],
      [aWhile(), act('unhold', 'agent')],
    ],
    () => [
      [0, act('hold', 'agent')],
      [aWhile(), act('unhold', 'agent')],
    ],
    () => [
      [0, act('park', 'agent')],
      [aWhile(), act('retrieve', 'agent')],
    ],
    () => [
      [0, act('merge', 'agent')],
      [soon(), newCall(random, 1 - which)],
    ],
    () => [
      [0, act('transfer', 'agent')],
      [soon(), act('answer', 'ben')],
      [soon(), act('transfer', 'ben')],
      [soon(), act('answer', 'agent')],
    ],
    () => [
      [0, act('conference', 'agent')],
      [soon(), act('hangup', 'ben')],
    ],
    () => [
      [0, act('consult', 'agent')],
      [soon(), act('answer', 'ben')],
      [soon(), act(random.pick(['conference', 'hangup'] as const), 'ben')],
      [soon(), act('unhold', 'agent')],
    ],
    () => [[0, act('hangup', 'agent')], [soon(), act('wrapup', 'agent')], again],
    () => [[0, act('customer-hangup')], again],
    () => [
      [0, act('snippet-start', 'agent')],
      [soon(), act('snippet-stop', 'agent')],
    ],
    () => [
      [0, act('adhoc-start', 'agent')],
      [soon(), act('adhoc-stop', 'agent')],
    ],
    () => [
      [0, act('screen-start', 'agent')],
      [soon(), act('screen-stop', 'agent')],
    ],
    () => [
      [0, act(random.pick(['monitor', 'coach', 'barge'] as const), 'sol')],
      [soon(), act('leave', 'sol')],
    ],
  ])();
}

function requestFault(random: Choices): readonly Step[] {
  const kind = random.next();
  const isCommand = kind < 0.5;
  const isRead = !isCommand && kind < 0.75;
  // A fault of a command wants a command, one of a read a look, and one of a channel a new channel; in any state.
  const aimed = random.chance(0.75) ? random.pick(isCommand || isRead ? AIMS : CHANNEL_AIMS) : undefined;
  const channel = aimed === undefined ? CHANNEL : CHANNEL.slice(0, 2);
  const endpoint = isCommand ? random.pick(COMMANDS) : isRead ? 'read-call' : random.pick(channel);
  const fault = answerFault(random, endpoint);
  const times = endpoint === 'read-call' && random.chance(0.3) ? random.between(2, 6) : 1;
  const steps: Step[] = [[0, { do: 'request-fault', endpoint, fault, times }]];
  const soon = random.between(0, 400);
  if (isCommand) steps.push([soon, click(random, random.pick(['pause', 'pause', 'resume'] as const)), aimed]);
  else if (isRead)
    steps.push([soon, { do: 'refresh', panel: random.between(0, 2), call: call(random) }, aimed]);
  else {
    const how = aimed === undefined ? random.pick(['evict', 'closing-notice'] as const) : 'closing-notice';
    // A panel takes up to 5 s to heed the notice; answers that are late keep it checking for that long.
    const late: RequestFault = { kind: 'slow', delayMs: random.pick([4_000, 6_000]), effect: 'now' };
    if (aimed === 'checking')
      steps.push([0, { do: 'request-fault', endpoint: 'read-call', fault: late, times: 4 }]);
    steps.push([soon, { do: 'socket-fault', how }, aimed]);
  }
  if (fault.kind === 'status' && fault.status === 401) {
    for (const panel of [0, 1, 2]) steps.push([random.between(800, 6_000), { do: 'sign-in', panel }]);
  }
  return aimed === 'held' ? duringHold(random, steps) : steps;
}

/** A hold is too rare and too short to be waited for. */
function duringHold(random: Choices, steps: readonly Step[]): readonly Step[] {
  const act = (what: 'hold' | 'unhold', which: number): Action => ({
    do: 'act',
    call: which,
    act: what,
    by: 'agent',
  });
  const which = call(random);
  const [[, fault], ...others] = steps as readonly [Step, ...Step[]];
  return [
    [0, act('hold', which)],
    // Its own reads are over then: the fault is not for them.
    [random.between(2_000, 5_000), fault],
    ...others,
    [random.between(2_000, 20_000), act('unhold', which)],
  ];
}

function answerFault(random: Choices, endpoint: EndpointName): RequestFault {
  const isCommand = endpoint.startsWith('pause');
  const isOfCall = isCommand || endpoint === 'read-call';
  const kind = random.next();
  // Requests of a channel are few, and most of them are made where nothing is known: no status may be rare among them.
  if (kind < (isOfCall ? 0.45 : 0.6)) {
    const status = random.pick([401, 403, 403, 404, 409, 429, 429, 429, 500, 503]);
    if (status !== 429) return { kind: 'status', status };
    // A channel waits as long as it is told; for an hour nothing would be learnt.
    const waits = isOfCall
      ? (['seconds', 'date', 'absent', 'long'] as const)
      : (['seconds', 'date', 'absent'] as const);
    return { kind: 'status', status, retryAfter: random.pick(waits) };
  }
  if (kind < (isOfCall ? 0.65 : 0.72))
    return { kind: 'lost', when: random.pick(['before', 'after'] as const) };
  if (kind < 0.85)
    return {
      kind: 'slow',
      // Requests of a channel are few: as many of them beyond patience as not.
      delayMs: random.pick(
        isOfCall ? [500, 1_500, 4_000, 7_500, 9_000, 20_000] : [1_500, 4_000, 9_000, 20_000],
      ),
      effect: random.pick(['now', 'late'] as const),
    };
  if (isCommand) return { kind: 'ignored' };
  if (endpoint === 'list-calls' && random.chance(0.5)) return { kind: 'body', body: NOTHING };
  return { kind: 'body', body: random.pick(RUBBISH) };
}

function socketFault(random: Choices): readonly Step[] {
  const how = random.pick([
    'half-open',
    'deaf',
    'close',
    'closing-notice',
    'evict',
    'expire',
    'token-revoked',
  ] as const);
  const steps: Step[] = [[0, { do: 'socket-fault', how }]];
  if (how === 'token-revoked') {
    for (const panel of [0, 1, 2]) steps.push([random.between(800, 6_000), { do: 'sign-in', panel }]);
  }
  return steps;
}

function switches(random: Choices): Partial<Switches> {
  return random.pick<() => Partial<Switches>>([
    () => ({ otherLegsUpdate: random.chance(0.5) }),
    () => ({ eventBefore2xx: random.chance(0.5) }),
    // The settle time of the evidence rule covers up to a second.
    () => ({ readLagMs: random.pick([0, 100, 300, 600, 900]) }),
    () => ({ casing: random.pick(['lower', 'upper', 'mixed'] as const) }),
    () => ({ securePauseCarried: random.chance(0.7) }),
    () => ({ pauseSurvivesTransfer: random.chance(0.5) }),
    () => ({ screenPausesWithAudio: random.chance(0.5) }),
    () => ({ suppressOnHold: random.chance(0.5) }),
    () => ({ duplicateEvents: random.chance(0.5) }),
    () => ({ pauseNeedsDisconnect: random.chance(0.2) }),
    () => ({ retryAfterExposed: random.chance(0.5) }),
  ])();
}
