import { useEffect } from 'preact/hooks';
import type { Line, SetupActions, SetupView } from '../../setup/view.ts';
import { CommissionSection } from './CommissionSection.tsx';
import { InstallSection } from './InstallSection.tsx';
import { LogSection } from './LogSection.tsx';
import { ReportSection } from './ReportSection.tsx';
import { STATE_WORDS, wordsOf } from './line-words.ts';
import { SETUP_WORDS as words } from './words.ts';

interface Props {
  readonly view: SetupView;
  readonly actions: SetupActions;
}

/** What is missing, what to do about it and who can; and the installation. */
export function SetupApp({ view, actions }: Props) {
  return (
    <main class="setup">
      <h1>{words.title}</h1>
      <Phase view={view} actions={actions} />
    </main>
  );
}

function Phase({ view, actions }: Props) {
  switch (view.phase) {
    case 'starting':
      return <p role="status">{words.starting}</p>;
    case 'checking':
      return <p role="status">{words.checking}</p>;
    case 'problem':
      return (
        <>
          <ProblemText view={view} />
          <CheckAgain actions={actions} />
          <Lines lines={view.lines} actions={actions} />
          <LogSection actions={actions} />
          <ReportSection lines={view.lines} />
        </>
      );
    case 'signed-out':
      return (
        <>
          <p role="alert">{words.signedOut}</p>
          <CheckAgain actions={actions} />
          <Lines lines={view.lines} actions={actions} />
        </>
      );
    case 'ready':
      return <Ready view={view} actions={actions} />;
  }
}

/** What is to be done comes first: for an admin who has come to install that is the installation. */
function Ready({ view, actions }: { readonly view: Ready; readonly actions: SetupActions }) {
  const { lines, isForInstalling, user } = view;
  const installation = <InstallSection install={view.install} actions={actions} />;
  return (
    <>
      {user !== undefined && (
        <p class="who">
          {words.signedInAs(user)}{' '}
          <button type="button" class="quiet" onClick={() => actions.notMe()}>
            {words.notYou}
          </button>
        </p>
      )}
      <p role="status">{isForInstalling ? words.forInstalling : summaryOf(lines)}</p>
      <CheckAgain actions={actions} />
      {isForInstalling && installation}
      <Lines lines={lines} actions={actions} />
      {!isForInstalling && installation}
      <CommissionSection commission={view.commission} actions={actions} />
      <LogSection actions={actions} />
      <ReportSection lines={lines} />
    </>
  );
}

type Ready = Extract<SetupView, { phase: 'ready' }>;

function ProblemText({ view }: { readonly view: Extract<SetupView, { phase: 'problem' }> }) {
  const { problem } = view;
  const { kind, ...facts } = problem;
  const subject = Object.values(facts).find((value) => typeof value === 'string');
  const known = words.problem[kind];
  return (
    <p role="alert" data-problem={kind}>
      {known ?? `${words.anyProblem} ${kind}`} {subject ?? (kind === 'sign-in-failed' ? redirectUri() : '')}
    </p>
  );
}

const redirectUri = () => location.origin + location.pathname;

function summaryOf(lines: readonly Line[]): string {
  const count = (state: Line['state']) => lines.filter((line) => line.state === state).length;
  return words.summary(count('missing'), count('unknown'));
}

function CheckAgain({ actions }: { readonly actions: SetupActions }) {
  return (
    <button type="button" onClick={() => actions.checkAgain()}>
      {words.checkAgain}
    </button>
  );
}

interface LinesProps {
  readonly lines: readonly Line[];
  readonly actions: SetupActions;
}

function Lines({ lines, actions }: LinesProps) {
  const wanted = wantedLine();
  useEffect(() => {
    // The panel links to a line that was not there yet when the browser looked for it.
    if (wanted !== '') document.getElementById(wanted)?.scrollIntoView({ block: 'center' });
  }, [wanted]);
  return (
    <ul class="lines">
      {lines.map((line) => (
        <OneLine key={line.id} line={line} isWanted={line.id === wanted} actions={actions} />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly line: Line;
  readonly isWanted: boolean;
  readonly actions: SetupActions;
}

function OneLine({ line, isWanted, actions }: LineProps) {
  const { title, detail, todo, who } = wordsOf(line);
  return (
    <li id={line.id} data-state={line.state} aria-current={isWanted ? 'true' : undefined}>
      <p class="line-head">
        <span class="line-state">{STATE_WORDS[line.state]}</span> <strong>{title}</strong>
        {line.code && line.state !== 'later' && <small> {line.code}</small>}
      </p>
      {detail && <p>{detail}</p>}
      {todo && (
        <p>
          {words.whatToDo} {todo}
        </p>
      )}
      {who && (
        <p>
          {words.whoCan} {who}
        </p>
      )}
      {line.kind === 'popup' && (
        <button type="button" onClick={() => actions.tryPopup()}>
          {words.tryPopup}
        </button>
      )}
    </li>
  );
}

/** The line that the panel's link asks for. In the query, because a sign-in on the way keeps no fragment. */
const wantedLine = (): string => new URLSearchParams(location.search).get('line') ?? '';
