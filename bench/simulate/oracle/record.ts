import type { ClaimState } from '../../../src/domain/claim-state.ts';
import type { Agenda } from '../agenda.ts';
import type { Browser } from '../browser.ts';
import type { PanelPage } from '../page.ts';
import type { Simulated } from '../platform.ts';
import type { Meaning, PayloadFacts } from '../payload-facts.ts';

/** What must hold and did not. `rule` is also what a shrunk schedule must still break. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly at: number;
}

/** Something that came to a page: its place among all that happened to it, and virtual ms. */
export interface Told {
  readonly n: number;
  readonly at: number;
}

/** A read of a call. */
export interface Read extends Told {
  readonly generation: number;
  answer?: PayloadFacts;
  answeredN?: number;
  /** It was not outdated, and is of this generation: whatever is claimed otherwise has to be younger. */
  isNews?: boolean;
}

export interface Command extends Told {
  readonly wish: Wish;
  readonly to: 'paused' | 'active';
  /** Absent: not answered yet. `none`: nobody knows whether the platform has carried it out. */
  status?: number | 'none';
  answered?: Told;
}

export interface Wish {
  readonly id: string;
  readonly action: string;
  readonly askedAt: number;
  /** An agent has pressed for it. One of a pause that ends by itself is none of theirs, and a press beside it is a first one. */
  readonly isPressed: boolean;
  /** A resume of this page was unanswered at the press. */
  readonly overtook: boolean;
  sends: number;
  last: Command | undefined;
  ending: string | undefined;
}

/** What the oracle knows of one call on one page, of its present session. */
export interface CallRecord {
  readonly page: PanelPage;
  readonly conversationId: string;
  /** Of its pauses: the session has taken the limit of the time in which it first saw the call. */
  readonly limitSeconds: number;
  state: ClaimState | undefined;
  stateSince: number;
  safeSince: number | undefined;
  /** When its channel was last shown as lost: what was told before begins anew with the next one. */
  lostAt: number;
  /** The newest Pause of this page that came true: its limit begins anew. */
  pauseProvenAt: number;
  /** Since when *safe* has stood although the world records. */
  lieSince: number | undefined;
  /** The newest event of this generation for each thing that events said; `since`: the first of them in a row. */
  readonly events: Map<string, Told & { readonly meaning: Meaning; readonly since: Told }>;
  /** What came that nobody can read, and what ended a silence: only reads sent after it count. */
  doubt: Told;
  /** Recorders beside the policy, when they were last told to capture. */
  readonly others: Map<string, Told & { readonly byEvent: boolean }>;
  /** The newest event on the screen told that it is recorded. */
  screen: boolean;
  denials: number;
  reads: Read[];
  readonly wishes: Wish[];
  readonly captures: Wish[];
  readonly commands: Command[];
  /** Presses that have led to no wish yet. */
  presses: { readonly action: string; readonly at: number }[];
  pausePressedAt: number;
  /** Of what may end by itself: its pause, as it was proven, and how its countdown is seen. */
  readonly auto: Auto;
}

export interface Auto {
  /** The Pause of this page that came true last, and the generation of that; taken away by whatever is pressed after it. */
  own: { readonly wishId: string; readonly n: number; readonly generation: number } | undefined;
  /** Since when the countdown is seen without a break, and when it last was. */
  from: number;
  seenAt: number;
  /** It has ended by itself. */
  resumedWishId: string | undefined;
}

export interface PageRecord {
  readonly page: PanelPage;
  n: number;
  /** How many requests it has sent. */
  requests: number;
  /** Last frame, or the confirmation of a subscription. */
  signAt: number;
  sockets: number;
  /** How often its last socket has gone: what was asked over one that is gone subscribes nothing any more. */
  losses: number;
  closedAt: number | undefined;
  /** Its subscription was answered without a word on what is subscribed. */
  isSubscribing: boolean;
  /** Confirmed subscriptions, of its own or of its leader: what was told before one is no evidence after it. */
  generation: number;
  openedAt: number;
  sessionAt: number;
  frozenAt: number;
  /** The leader's channel, as this page last heard of it. */
  term: string | undefined;
  /** It does not listen to siblings (any more): it has a channel of its own. */
  isAlone: boolean;
  readonly calls: Map<string, CallRecord>;
}

/** What all parts of the oracle share. */
export interface Scene {
  readonly agenda: Agenda;
  readonly platform: Simulated;
  browser(): Browser;
  readonly userId: string;
  readonly pages: Map<PanelPage, PageRecord>;
  /** Each extension of a pause that a page has written down. */
  readonly extensions: { readonly conversationId: string; readonly at: number }[];
  /** Each Pause that came true, on whatever page. */
  readonly pausesProven: { readonly conversationId: string; readonly at: number }[];
  /** When the wall clock was set: the page's own time may have leapt by it. */
  readonly leaps: number[];
  fail(rule: string, what: string): void;
}

const NEVER: Told = { n: -1, at: -Infinity };

export function pageRecord(scene: Scene, page: PanelPage): PageRecord {
  const known = scene.pages.get(page);
  if (known) return known;
  const record: PageRecord = {
    page,
    n: 0,
    requests: 0,
    signAt: -Infinity,
    sockets: 0,
    losses: 0,
    closedAt: undefined,
    isSubscribing: false,
    generation: 0,
    openedAt: -Infinity,
    sessionAt: scene.agenda.now(),
    frozenAt: Infinity,
    term: undefined,
    isAlone: false,
    calls: new Map(),
  };
  scene.pages.set(page, record);
  return record;
}

export function callRecord(scene: Scene, page: PanelPage, conversationId: string): CallRecord {
  const { calls } = pageRecord(scene, page);
  const known = calls.get(conversationId);
  if (known) return known;
  const record: CallRecord = {
    page,
    conversationId,
    limitSeconds: scene.browser().limitSeconds,
    state: undefined,
    stateSince: scene.agenda.now(),
    safeSince: undefined,
    lostAt: -Infinity,
    pauseProvenAt: -Infinity,
    lieSince: undefined,
    events: new Map(),
    doubt: NEVER,
    others: new Map(),
    screen: false,
    denials: 0,
    reads: [],
    wishes: [],
    captures: [],
    commands: [],
    presses: [],
    pausePressedAt: -Infinity,
    auto: { own: undefined, from: -Infinity, seenAt: -Infinity, resumedWishId: undefined },
  };
  calls.set(conversationId, record);
  return record;
}

/** Since when this page can have run without a break: its computer was asleep, or it was frozen. */
export const ranAgainAt = (scene: Scene, page: PanelPage): number =>
  Math.max(scene.browser().machine.awakeSince(), page.thawedAt());

/** Whether `ms` have passed for the page, as far as it can know: its clock may have leapt meanwhile. */
export const hasPassed = ({ leaps }: Scene, ms: number, from: number, to: number): boolean =>
  to - from >= ms || leaps.some((at) => at >= from && at <= to);
