import type { AppView } from '../../app/view.ts';
import { assertNever } from '../../domain/result.ts';
import { Calls } from './Calls.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { CalmScreen, ProblemScreen, SignedOutScreen } from './Screens.tsx';
import { useUi } from './ui-context.ts';

/** The whole agent panel: one region per conversation, or the reason why there is none. */
export function AgentApp({ view }: { readonly view: AppView }) {
  const { words, actions, onBug } = useUi();
  return (
    <main class="panel">
      <h1 class="unseen">{words.region}</h1>
      <ErrorBoundary
        onBug={onBug}
        fallback={(again) => <ProblemScreen problem={{ kind: 'bug' }} onTryAgain={again} />}
      >
        <Phase view={view} tryAgain={() => actions.tryAgain()} />
      </ErrorBoundary>
    </main>
  );
}

function Phase({ view, tryAgain }: { readonly view: AppView; readonly tryAgain: () => void }) {
  const { words } = useUi();
  switch (view.phase) {
    case 'starting':
      return <CalmScreen text={words.starting} busy />;
    case 'signing-in':
      return <CalmScreen text={words.signingIn} busy />;
    case 'signed-out':
      return (
        <>
          <SignedOutScreen />
          <Calls views={view.conversations} />
        </>
      );
    case 'problem':
      return <ProblemScreen problem={view.problem} onTryAgain={view.canTryAgain ? tryAgain : undefined} />;
    case 'ready':
      return (
        <>
          {view.conversations.length === 0 && <CalmScreen text={words.noCall} busy={false} />}
          <Calls views={view.conversations} />
          {view.disabledSections.length > 0 && (
            <p class="config-note">{words.disabledSections(view.disabledSections.join(', '))}</p>
          )}
        </>
      );
    default:
      return assertNever(view);
  }
}
