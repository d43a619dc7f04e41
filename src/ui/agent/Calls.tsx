import type { ConversationView } from '../../app/view.ts';
import { ConversationRegion, type Row } from './ConversationRegion.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ProblemScreen } from './Screens.tsx';
import type { ListProps, Ui } from './ui.ts';

/** The one call of an ordinary panel. A panel for all calls has a list of its own. */
export function Calls({ ui, views }: ListProps) {
  const { list } = ui;
  if (list) return <list.AllCalls ui={ui} views={views} />;
  if (views.length === 0) return null;
  return (
    <div class="calls" data-count={views.length}>
      {views.map((view) => (
        <div key={view.conversationId} class="place">
          <OneCall ui={ui} view={view} />
        </div>
      ))}
    </div>
  );
}

interface OneProps {
  readonly ui: Ui;
  /** Missing: it has gone. */
  readonly view: ConversationView | undefined;
  readonly row?: Row | undefined;
}

/** A call that cannot be shown takes back its claim and leaves the others alone. */
export function OneCall({ ui, view, row }: OneProps) {
  return (
    view && (
      <ErrorBoundary
        onBug={ui.onBug}
        fallback={(again) => (
          <section
            class="call"
            role="region"
            tabIndex={-1}
            aria-label={ui.words.region}
            data-conversation-id={view.conversationId}
            data-recording-state="unknown"
            data-recorders=""
          >
            <ProblemScreen ui={ui} problem={{ kind: 'bug' }} onTryAgain={again} />
          </section>
        )}
      >
        <ConversationRegion ui={ui} view={view} row={row} />
      </ErrorBoundary>
    )
  );
}
