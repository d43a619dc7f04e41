import { Component, type ComponentType } from 'preact';
import type { ConversationView, LogForm } from '../../app/view.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import type { ToldProof } from '../../proof/left-out.ts';
import type { Past } from '../../app/past.ts';
import type { SeenPast } from '../../app/timeline/seen.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { PartProps } from './Part.tsx';
import type { Ui, UiClock } from './ui.ts';

interface Props {
  readonly ui: Ui;
  readonly view: ConversationView;
}

export interface BodyProps
  extends Props, Pick<DetailsPart, 'followProof' | 'readLog' | 'saveLog' | 'seenPast'> {}

/** What is loaded. */
export interface DetailsPart {
  readonly Body: ComponentType<BodyProps>;
  /** Asks why the agent has paused. */
  readonly Why: ComponentType<WhyProps>;
  /** Says who else has paused. */
  readonly PausedBy: ComponentType<PartProps>;
  /** The clock of a pause that began before this panel saw it. */
  readonly PausedSince: ComponentType<PartProps>;
  /** What a past amounts to. */
  readonly seenPast: (past: Past) => SeenPast;
  /** What the log of this browser has of a call. Rejects when it cannot be read. */
  readonly readLog: (conversationId: string) => Promise<readonly AuditFacts[]>;
  /** Tells what the recordings of a call that is over left out, and whatever of it is new, until it is ended. */
  readonly followProof: (call: ProofCall, show: (told: ToldProof) => void) => () => void;
  /** Hands over the audit log of this browser as a file. Rejects when it cannot be read. */
  readonly saveLog: (form: LogForm) => Promise<void>;
}

export interface ProofCall extends Pick<Past, 'userId' | 'permissions'> {
  readonly conversationId: string;
  readonly clock: Pick<UiClock, 'after'>;
}

export interface WhyProps extends Props {
  readonly asked: NonNullable<ConversationView['ownPause']>;
}

interface State {
  readonly isOpen?: boolean;
  readonly part?: DetailsPart;
  readonly isMissing?: boolean;
}

/**
 * What support asks for, folded away: never on the way of the eye to the state. Most agents never open it, so that what is
 * below it is loaded by who does, and with it the question why the agent has paused; when it does not come or fails, that is
 * said here and the call around it goes on.
 */
export class Details extends Component<Props, State> {
  override state: State = {};

  override componentDidMount(): void {
    if (this.props.view.ownPause) void this.load();
  }

  override componentDidUpdate({ view }: Props): void {
    if (this.props.view.ownPause && !view.ownPause) void this.load();
  }

  private async load(): Promise<void> {
    this.setState({ isMissing: false });
    if (this.state.part) return;
    try {
      this.setState({ part: await this.props.ui.loadDetails() });
    } catch {
      this.setState({ isMissing: true });
    }
  }

  override render({ ui, view }: Props, { isOpen, part, isMissing }: State) {
    const { words } = ui;
    return (
      <>
        {part && view.ownPause && (
          <ErrorBoundary onBug={ui.onBug} fallback={() => null}>
            <part.Why ui={ui} view={view} asked={view.ownPause} />
          </ErrorBoundary>
        )}
        <details
          class="details"
          onToggle={({ currentTarget: { open } }) => {
            this.setState({ isOpen: open });
            if (open) void this.load();
          }}
        >
          <summary>{words.details}</summary>
          {isOpen && part && (
            <ErrorBoundary onBug={ui.onBug} fallback={() => <p>{words.notLoaded}</p>}>
              <part.Body ui={ui} view={view} {...part} />
            </ErrorBoundary>
          )}
          {isOpen && !part && <p>{isMissing ? words.notLoaded : words.loading}</p>}
          <button type="button" class="quiet" onClick={() => ui.actions.forgetSignIn()}>
            {words.signInWords.forget}
          </button>
        </details>
      </>
    );
  }
}
