import type { ComponentChildren } from 'preact';
import type { AppView } from '../../app/view.ts';
import { assertNever } from '../../domain/result.ts';
import { Calls } from './Calls.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Part } from './Part.tsx';
import { CalmScreen, ProblemScreen } from './Screens.tsx';
import { SignedInAs } from './SignedInAs.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { SignInOffer } from './SignInOffer.tsx';
import type { Ui } from './ui.ts';

/** The whole agent panel: one region per conversation, or the reason why there is none. */
export function AgentApp({
  ui,
  view,
  children,
}: {
  readonly ui: Ui;
  readonly view: AppView;
  /** What is said of a key. */
  readonly children?: ComponentChildren;
}) {
  const { words, actions, onBug } = ui;
  const views = ('conversations' in view && view.conversations) || [];
  return (
    <main class="panel">
      <h1 class="unseen">{words.region}</h1>
      <ErrorBoundary
        onBug={onBug}
        fallback={(again) => <ProblemScreen ui={ui} problem={{ kind: 'bug' }} onTryAgain={again} />}
      >
        <Calls ui={ui} views={views} />
        <div class={views.length > 0 ? 'foot' : undefined}>
          {children}
          <Phase ui={ui} view={view} tryAgain={() => actions.tryAgain()} />
          {view.phase === 'ready' && <SignInAgain ui={ui} view={view} />}
        </div>
        {view.phase === 'ready' && <SignedInAs ui={ui} who={view.who} />}
        {view.phase === 'ready' && view.unlicensed && <p class="config-note">{words.unlicensed}</p>}
        {view.phase === 'ready' && view.disabledSections.length > 0 && (
          <p class="config-note">{words.disabledSections(view.disabledSections.join(', '))}</p>
        )}
        {view.phase === 'ready' && view.who.settled && <Part ui={ui} load={ui.lookBack} missing={null} />}
      </ErrorBoundary>
    </main>
  );
}

interface PhaseProps {
  readonly ui: Ui;
  readonly view: AppView;
  readonly tryAgain: () => void;
}

/** What stands instead of the calls; beside them it keeps to the lower edge, so that it moves no command. */
function Phase({ ui, view, tryAgain }: PhaseProps) {
  const { words } = ui;
  switch (view.phase) {
    case 'starting':
      return <CalmScreen text={words.starting} shape="checking" />;
    case 'signing-in':
      return (
        <CalmScreen text={words.signingIn} more={view.isSlow ? [words.useGenesys] : []} shape="checking" />
      );
    case 'signed-out':
      return <SignInOffer ui={ui} offer={view} />;
    case 'problem':
      return (
        <ProblemScreen ui={ui} problem={view.problem} onTryAgain={view.canTryAgain ? tryAgain : undefined} />
      );
    case 'ready':
      // The panel of one call has that one from its first moment on.
      if (view.conversations.length > 0 || !ui.list) return null;
      return <ui.list.NoCall ui={ui} unlisted={view.unlisted} onTryAgain={tryAgain} />;
    default:
      return assertNever(view);
  }
}
