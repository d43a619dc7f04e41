import type { ComponentType } from 'preact';
import type { Actions, ConversationView, Standings, Unlisted } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Past } from '../../app/past.ts';
import type { DetailsPart } from './Details.tsx';
import type { PanelPartProps, PartProps } from './Part.tsx';
import type { Shortcuts } from './shortcuts.ts';

/** Time for the clocks of the panel; a `Clock` of the application is one. */
export interface UiClock {
  /** ms by a clock that nobody can set. */
  steady(): number;
  after(ms: number, run: () => void): () => void;
}

/** What every component of the agent panel may use besides its view. Handed down as `ui`: hooks would cost each panel 1 kB. */
export interface Ui {
  readonly words: Catalogue;
  readonly actions: Actions;
  readonly clock: UiClock;
  readonly shortcuts: Shortcuts;
  /** What the destinations of the audit log have not got yet; `undefined` where there is none, or where nothing tells. */
  readonly standing?: (() => Promise<Standings | undefined>) | undefined;
  /** What stands below *Details*. Rejects when it does not come, after 8 s at the latest. */
  readonly loadDetails: () => Promise<DetailsPart>;
  /** What counts a long pause down. Rejects when it cannot come; `Part` waits no longer than it has to. */
  readonly loadLimit: () => Promise<ComponentType<PartProps>>;
  /** What there is to say of the agent's last call, if anything. Rejects when it cannot come. */
  readonly lookBack: () => Promise<ComponentType<PanelPartProps> | undefined>;
  /** What has been seen and done on a call, as far as it is known now. */
  readonly past: (conversationId: string) => Past | undefined;
  /** What a list has to remember when all is drawn anew: made once, and the same from then on. */
  readonly keep: <T extends object>(make: () => T) => T;
  readonly onBug: (error: unknown) => void;
  /** How several calls are listed, and none, in a panel for all of them. */
  readonly list?: ListPart | undefined;
}

/** What only a panel for all calls has. */
export interface ListPart {
  readonly AllCalls: ComponentType<ListProps>;
  readonly NoCall: ComponentType<NoCallProps>;
}

export interface NoCallProps {
  readonly ui: Ui;
  readonly unlisted: Unlisted | undefined;
  readonly onTryAgain: () => void;
}

export interface ListProps {
  readonly ui: Ui;
  readonly views: readonly ConversationView[];
}
