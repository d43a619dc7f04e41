import type { Browser } from '../browser.ts';
import type { Agenda } from '../agenda.ts';
import { LATENCY_MS } from '../network.ts';
import type { Simulated } from '../platform.ts';
import type { PanelPage } from '../page.ts';
import type { ClaimState } from '../../../src/domain/claim-state.ts';

/** What must hold and did not. Rules by their names in the report; `rule` is also what a shrunk schedule must still break. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly at: number;
}

export interface Read {
  readonly at: number;
  /** Its place among everything that happened to the page. */
  readonly n: number;
  readonly generation: number;
  answeredN?: number;
  captures?: boolean;
  isLive?: boolean;
}

export interface WishRecord {
  readonly id: string;
  readonly action: 'pause' | 'resume';
  readonly askedAt: number;
  readonly n: number;
  /** A resume of this page was unanswered at the click. */
  readonly overtook: boolean;
  sends: number;
  lastSentN: number;
  lastAnswerN: number;
  lastStatus: number | 'none' | undefined;
  acceptedAt: number | undefined;
  ending: string | undefined;
  endedAt: number;
  endings: number;
  /** The agent has taken note of how it ended. */
  isRead: boolean;
}

/** What the witness knows of one call on one page. */
export interface CallRecord {
  readonly page: PanelPage;
  readonly conversationId: string;
  state: ClaimState | undefined;
  stateSince: number;
  safeSince: number | undefined;
  /** Last contrary event that was up to date. */
  contraryAt: number;
  contraryN: number;
  /** Last thing that may make the page look again. */
  causeAt: number;
  /** Since when nothing keeps the page from knowing; Infinity after trouble, until something makes it look again. */
  healthySince: number;
  /** When a request of it last came to nothing. */
  troubledAt: number;
  /** Elapsed ms of the newest press on Pause. */
  pausePressedAt: number;
  /** How many reads in a row said that there is no such call, or that it is none of the agent's. */
  denials: number;
  /** When a read of it was last refused or lost: the page looks again by itself. */
  unansweredAt: number;
  falseSince: number | undefined;
  /** The generation in which an event told of a screen recording: reads do not carry it. */
  screenToldIn: number;
  reads: Read[];
  wishes: WishRecord[];
  /** Wishes for a snippet. */
  captures: {
    readonly id: string;
    readonly action: string;
    readonly askedAt: number;
    ending: string | undefined;
  }[];
  commands: {
    readonly n: number;
    readonly at: number;
    readonly wish: WishRecord;
    readonly to: 'paused' | 'active';
    answered: boolean;
    /** Nobody knows whether the platform has carried it out. */
    lost: boolean;
  }[];
}

export interface PageRecord {
  readonly page: PanelPage;
  n: number;
  /** Last frame, or the confirmation of a subscription. */
  signAt: number;
  sockets: number;
  /** When its latest socket opened. */
  socketAt: number;
  /** Its subscription was answered without a word on what is subscribed. */
  isSubscribing: boolean;
  /** Confirmed subscriptions: what a read of an older one says is no evidence. */
  generation: number;
  /** The generation whose channel was broken in a way that nobody is told of. */
  brokenGeneration: number;
  /** Its last sign-in: what was shown before is gone. */
  sessionAt: number;
  /** Reads of the next half minute may be about wishes of pages that are gone. */
  adoptsSince: number;
  closedAt: number | undefined;
  causeAt: number;
  /** When its list of calls last told of none, or came to nothing: the page asks again by itself. */
  unlistedAt: number;
  /** When it last stopped running anything. */
  frozenAt: number;
  /** A clock jumped: what comes next may look like the end of a silence. */
  jumped: boolean;
  /** The leader's channel, as this page last heard of it. */
  term: string | undefined;
  /** It does not listen to siblings (any more): it has a channel of its own. */
  isAlone: boolean;
  readonly calls: Map<string, CallRecord>;
}

/** What all parts of the witness share. */
export interface Scene {
  readonly agenda: Agenda;
  readonly platform: Simulated;
  browser(): Browser;
  readonly userId: string;
  readonly pages: Map<PanelPage, PageRecord>;
  /** When something last kept pages from knowing, by whatever happened outside of them. */
  troubleAt: number;
  /** When channels were last broken without a word, and when a socket last opened. */
  brokenAt: number;
  socketAt: number;
  /** When the wall clock was last set: the page's own time may have leapt. */
  wallAt: number;
  /** Events that were dropped, late or garbled, or whose channel was deaf. */
  deceivedAt: number;
  fail(rule: string, what: string): void;
}

export function pageRecord(scene: Scene, page: PanelPage): PageRecord {
  const known = scene.pages.get(page);
  if (known) return known;
  const record: PageRecord = {
    page,
    n: 0,
    signAt: -Infinity,
    sockets: 0,
    socketAt: -Infinity,
    isSubscribing: false,
    generation: 0,
    brokenGeneration: -1,
    sessionAt: scene.agenda.now(),
    adoptsSince: -Infinity,
    closedAt: undefined,
    causeAt: scene.agenda.now(),
    unlistedAt: -Infinity,
    frozenAt: Infinity,
    jumped: false,
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
    state: undefined,
    stateSince: scene.agenda.now(),
    safeSince: undefined,
    contraryAt: -Infinity,
    contraryN: -1,
    causeAt: scene.agenda.now(),
    healthySince: Infinity,
    troubledAt: -Infinity,
    pausePressedAt: -Infinity,
    denials: 0,
    unansweredAt: -Infinity,
    falseSince: undefined,
    screenToldIn: -1,
    reads: [],
    wishes: [],
    captures: [],
    commands: [],
  };
  calls.set(conversationId, record);
  return record;
}

/** When this page could last begin to run again: its computer was asleep, or it was frozen. */
export const ranAgainAt = (scene: Scene, page: PanelPage): number =>
  Math.max(scene.browser().machine.awakeSince(), page.thawedAt());

/** Its socket was broken without a word: the platform has opened it a little before the page hears of that. */
export const isBroken = (scene: Scene, openedAt: number): boolean => scene.brokenAt >= openedAt - LATENCY_MS;
