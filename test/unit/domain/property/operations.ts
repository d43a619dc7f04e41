import type { Choices } from '../../../support/random.ts';
import { isMine, type World } from './world.ts';

/** One input of a sequence. `seed` feeds its own choices, so that taking others away does not change it. */
export interface Operation {
  readonly name: OperationName;
  readonly seed: number;
  /** ms before the next one. */
  readonly pause: number;
}

/** How often each comes, relative to the others. */
const WEIGHTS = {
  'click-pause': 14,
  'click-resume': 9,
  'click-twice': 3,
  'someone-pauses': 6,
  'someone-resumes': 7,
  hold: 4,
  policy: 2,
  'recorder-lags': 2,
  'snippet-or-adhoc': 4,
  screen: 3,
  colleague: 4,
  'colleague-recorder': 2,
  transfer: 4,
  fields: 3,
  'stale-event': 7,
  'repeat-event': 4,
  weather: 6,
  deaf: 2,
  silence: 2,
  'lose-channel': 3,
  'open-channel': 6,
  'reopen-channel': 2,
  refresh: 2,
  settle: 2,
  'more-time': 3,
  'sign-out': 0.3,
} as const;

export type OperationName = keyof typeof WEIGHTS;

const NAMES = Object.keys(WEIGHTS) as OperationName[];
const TOTAL = NAMES.reduce((sum, name) => sum + WEIGHTS[name], 0);

export function makeOperations(random: Choices, count: number): readonly Operation[] {
  return Array.from({ length: count }, () => ({
    name: draw(random),
    seed: random.between(0, 2 ** 31),
    pause: gap(random),
  }));
}

function draw(random: Choices): OperationName {
  let left = random.next() * TOTAL;
  return NAMES.find((name) => (left -= WEIGHTS[name]) < 0) ?? 'click-pause';
}

function gap(random: Choices): number {
  const kind = random.next();
  if (kind < 0.2) return random.between(0, 20);
  if (kind < 0.5) return random.between(20, 800);
  if (kind < 0.9) return random.between(800, 5_000);
  if (kind < 0.98) return random.between(5_000, 15_000);
  return random.between(15_000, 80_000);
}

/** Changes the model world as other people and the telephone do. Answers whether anything changed. */
export function change(world: World, name: OperationName, random: Choices): boolean {
  switch (name) {
    case 'someone-pauses':
    case 'someone-resumes':
      if (!isMine(world) || world.securelyPaused === (name === 'someone-pauses')) return false;
      world.securelyPaused = name === 'someone-pauses';
      return true;
    case 'hold':
      world.held = !world.held;
      return true;
    case 'policy':
      world.policy = world.policy === 'on' ? 'off' : 'on';
      return true;
    case 'recorder-lags':
      world.recorderLags = !world.recorderLags;
      return true;
    case 'snippet-or-adhoc': {
      const which = random.pick(['snippet', 'adhoc'] as const);
      world[which] = !world[which];
      return true;
    }
    case 'screen':
      world.screen = !world.screen;
      return true;
    case 'colleague-recorder':
      world.colleagueRecorder = !world.colleagueRecorder;
      return true;
    case 'fields':
      world.carries = random.pick(['full', 'full', 'full', 'no-kind', 'nothing'] as const);
      world.placement = random.pick(['both', 'leg', 'conversation'] as const);
      return true;
    case 'colleague':
      return joinOrLeave(world, 'colleague');
    case 'transfer':
      return joinOrLeave(world, 'me');
    default:
      return false;
  }
}

/** Who comes back comes as a new participant, as after a real transfer. */
function joinOrLeave(world: World, who: 'me' | 'colleague'): boolean {
  const present = world.parties.find((party) => party.who === who && party.live);
  if (present) present.live = false;
  else world.parties.push({ id: `${who}-${world.parties.length + 1}`, who, live: true });
  return true;
}
