import { useRef, useState } from 'preact/hooks';
import type { ConversationView } from '../../app/view.ts';
import { ConversationRegion } from './ConversationRegion.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { ProblemScreen } from './Screens.tsx';
import { useUi } from './ui-context.ts';
import { byUrgency, keepOrder } from './urgency.ts';

/** All live calls of the agent, the most urgent one first. */
export function Calls({ views }: { readonly views: readonly ConversationView[] }) {
  const { onBug } = useUi();
  const [, look] = useState(0);
  const hand = useRef({ points: false, focuses: false });
  const shown = useRef<readonly string[]>([]);
  if (views.length === 0) return null;

  const urgent = byUrgency(views);
  const isBusy = hand.current.points || hand.current.focuses;
  shown.current = isBusy ? keepOrder(shown.current, urgent) : urgent;
  const note = (change: Partial<typeof hand.current>) => {
    Object.assign(hand.current, change);
    look((n) => n + 1);
  };

  return (
    <div
      class="calls"
      onPointerEnter={() => note({ points: true })}
      onPointerLeave={() => note({ points: false })}
      onFocusIn={() => note({ focuses: true })}
      onFocusOut={() => note({ focuses: false })}
    >
      {shown.current.map((id) => {
        const view = views.find((one) => one.conversationId === id);
        return (
          view && (
            <ErrorBoundary
              key={id}
              onBug={onBug}
              fallback={(again) => <FailedCall conversationId={id} onTryAgain={again} />}
            >
              <ConversationRegion view={view} isOneOfMany={views.length > 1} />
            </ErrorBoundary>
          )
        );
      })}
    </div>
  );
}

interface FailedCallProps {
  readonly conversationId: string;
  readonly onTryAgain: () => void;
}

/** One call that cannot be shown takes back its claim and leaves the others alone. */
function FailedCall({ conversationId, onTryAgain }: FailedCallProps) {
  const { words } = useUi();
  return (
    <section
      class="call"
      role="region"
      aria-label={words.region}
      data-conversation-id={conversationId}
      data-recording-state="unknown"
      data-recorders=""
    >
      <ProblemScreen problem={{ kind: 'bug' }} onTryAgain={onTryAgain} />
    </section>
  );
}
