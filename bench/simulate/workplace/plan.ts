import { choices, type Choices } from '../../../test/support/random.ts';

/** Who works at a workplace. Ben is who the consults go to. */
export type Person = 'ada' | 'ben';

/** Which of the browser's tabs: the desktop, or a copy of it. */
export type TabIndex = 0 | 1;

export type WorkplaceAction =
  /** One of the panels of a tab: for its call, or for all calls. */
  | { do: 'open' | 'close'; tab: TabIndex; panel: 0 | 1 }
  | { do: 'reload'; tab: TabIndex }
  /** The agent signs out of Genesys and the other one signs in, in the first tab; copies of it are closed. */
  | { do: 'hand-over'; leavesCall: boolean; callsFirst: boolean }
  /** The browser copies the first tab, with what its sessionStorage holds. */
  | { do: 'copy-tab' }
  | { do: 'close-tab' }
  | { do: 'press'; tab: TabIndex; panel: 0 | 1; what: 'pause' | 'resume' }
  | { do: 'sign-in'; tab: TabIndex; panel: 0 | 1 }
  | { do: 'forget'; tab: TabIndex }
  /** The call's person takes the other one in, or is rid of them. */
  | { do: 'consult' | 'leave-consult' }
  /** All tokens that are out are refused from now on. */
  | { do: 'revoke' }
  | { do: 'block-popups'; forMs: number }
  | { do: 'network-down'; forMs: number };

export interface WorkplaceOperation {
  readonly at: number;
  readonly action: WorkplaceAction;
}

export interface WorkplacePlan {
  readonly seed: number;
  /** What a hidden frame can do. */
  readonly framing: 'refused' | 'redirects-only' | 'allowed';
  readonly tokenSeconds: number;
  readonly locks: boolean;
  /** What is confirmed is told on its call. */
  readonly onCalls: boolean;
  readonly operations: readonly WorkplaceOperation[];
}

const OPERATIONS = 70;

export function workplacePlanOf(seed: number): WorkplacePlan {
  const random = choices(seed ^ 0x2545f491);
  const operations: WorkplaceOperation[] = [
    { at: 50, action: { do: 'open', tab: 0, panel: 0 } },
    { at: 4_000, action: { do: 'sign-in', tab: 0, panel: 0 } },
  ];
  let at = 5_000;
  while (operations.length < OPERATIONS) {
    at += random.chance(0.6) ? random.between(50, 3_000) : random.between(3_000, 40_000);
    operations.push({ at, action: draw(random) });
  }
  return {
    seed,
    framing: random.pick(['refused', 'refused', 'redirects-only', 'allowed'] as const),
    tokenSeconds: random.pick([240, 900, 86_400]),
    locks: random.chance(0.9),
    // Drawn by itself, so that what else is drawn stays as it is.
    onCalls: choices(seed ^ 0x1f83d9ab).chance(0.5),
    operations,
  };
}

function draw(random: Choices): WorkplaceAction {
  const tab: TabIndex = random.chance(0.3) ? 1 : 0;
  const panel = random.chance(0.3) ? 1 : 0;
  const forMs = random.between(2_000, 30_000);
  const weighted: readonly (readonly [number, WorkplaceAction])[] = [
    [16, { do: 'press', tab, panel, what: random.chance(0.7) ? 'pause' : 'resume' }],
    [12, { do: 'sign-in', tab, panel }],
    [9, { do: 'open', tab, panel }],
    [6, { do: 'close', tab, panel }],
    [8, { do: 'reload', tab }],
    [6, { do: 'hand-over', leavesCall: random.chance(0.5), callsFirst: random.chance(0.7) }],
    [6, { do: 'copy-tab' }],
    [3, { do: 'close-tab' }],
    [2, { do: 'forget', tab }],
    [4, { do: 'consult' }],
    [3, { do: 'leave-consult' }],
    [4, { do: 'revoke' }],
    [2, { do: 'block-popups', forMs }],
    [2, { do: 'network-down', forMs }],
  ];
  let left = random.next() * weighted.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, action] of weighted) if ((left -= weight) < 0) return action;
  return { do: 'revoke' };
}
