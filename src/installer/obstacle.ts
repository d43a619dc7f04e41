import type { Kind } from './desired.ts';

/** Something of the organisation as its admins know it. */
export interface Named {
  readonly kind: Kind;
  /** Its real name, as it is now. */
  readonly name: string;
  readonly id: string;
}

/** A reason not to begin, as data; words are made where they are shown. */
export type Obstacle =
  /** A list that shows less than it counts. */
  | { readonly kind: 'half-visible'; readonly list: string; readonly hidden: number }
  /** Another app of the organisation is served from our origin, and could read what ours stores. */
  | { readonly kind: 'shared-host'; readonly origin: string; readonly app: string }
  /** Something that is not ours has the name that we need. */
  | { readonly kind: 'name-taken'; readonly key: string; readonly name: string; readonly id: string }
  /** It bears our mark or notes, and no run has recorded that it made it. */
  | { readonly kind: 'not-recorded'; readonly key: string; readonly thing: Named }
  /** It is recorded as ours, and has neither our name nor our mark. */
  | { readonly kind: 'not-recognised'; readonly key: string; readonly thing: Named }
  /** The notes of our integrations name several things as the same one. */
  | { readonly kind: 'records-differ'; readonly key: string; readonly things: readonly Named[] }
  /** The organisation has nothing of what is recorded as made. */
  | { readonly kind: 'recorded-elsewhere' }
  | { readonly kind: 'type-missing'; readonly type: string }
  /** Installed as another type: it has to be undone first. */
  | { readonly kind: 'type-differs'; readonly name: string; readonly from: string; readonly to: string }
  /** Installed for another address. */
  | { readonly kind: 'moves'; readonly from: string; readonly to: string }
  | { readonly kind: 'unknown-group' | 'unknown-queue' | 'unknown-division'; readonly id: string }
  | { readonly kind: 'no-right'; readonly permissions: readonly string[] };

/** Of these a removal leaves its hands; all the others only stand in the way of installing. */
const LEFT_ALONE: readonly Obstacle['kind'][] = [
  'not-recorded',
  'not-recognised',
  'records-differ',
  'recorded-elsewhere',
];
/** While this holds nobody knows what is installed. */
const BLIND: readonly Obstacle['kind'][] = ['half-visible'];

export const leftAlone = (obstacles: readonly Obstacle[]): readonly Obstacle[] =>
  obstacles.filter(({ kind }) => LEFT_ALONE.includes(kind));
export const blinding = (obstacles: readonly Obstacle[]): readonly Obstacle[] =>
  obstacles.filter(({ kind }) => BLIND.includes(kind));
