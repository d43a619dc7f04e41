import { Component } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ConversationRegion } from './ConversationRegion.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ProblemScreen } from './Screens.tsx';
import type { Ui } from './ui.ts';
import { byUrgency, keepOrder } from './urgency.ts';

interface Props {
  readonly ui: Ui;
  readonly views: readonly ConversationView[];
}

/** All live calls of the agent, the most urgent one first; nothing moves under a hand. */
export class Calls extends Component<Props> {
  private hand = { points: false, focuses: false };
  private shown: readonly string[] = [];

  private note(change: Partial<Calls['hand']>): void {
    Object.assign(this.hand, change);
    this.forceUpdate();
  }

  override render({ ui, views }: Props) {
    if (views.length === 0) return null;
    const urgent = byUrgency(views);
    const isBusy = this.hand.points || this.hand.focuses;
    this.shown = isBusy ? keepOrder(this.shown, urgent) : urgent;

    return (
      <div
        class="calls"
        onPointerEnter={() => this.note({ points: true })}
        onPointerLeave={() => this.note({ points: false })}
        onFocusIn={() => this.note({ focuses: true })}
        onFocusOut={() => this.note({ focuses: false })}
      >
        {this.shown.map((id) => {
          const view = views.find((one) => one.conversationId === id);
          return (
            view && (
              <ErrorBoundary
                key={id}
                onBug={ui.onBug}
                fallback={(again) => <FailedCall ui={ui} conversationId={id} onTryAgain={again} />}
              >
                <ConversationRegion ui={ui} view={view} isOneOfMany={views.length > 1} />
              </ErrorBoundary>
            )
          );
        })}
      </div>
    );
  }
}

interface FailedCallProps {
  readonly ui: Ui;
  readonly conversationId: string;
  readonly onTryAgain: () => void;
}

/** One call that cannot be shown takes back its claim and leaves the others alone. */
function FailedCall({ ui, conversationId, onTryAgain }: FailedCallProps) {
  const { words } = ui;
  return (
    <section
      class="call"
      role="region"
      aria-label={words.region}
      data-conversation-id={conversationId}
      data-recording-state="unknown"
      data-recorders=""
    >
      <ProblemScreen ui={ui} problem={{ kind: 'bug' }} onTryAgain={onTryAgain} />
    </section>
  );
}
