import type { ComponentChildren } from 'preact';
import type { Problem } from '../../app/view.ts';
import type { Catalogue, ProblemText } from '../catalogue.ts';
import { Icon } from '../icons.tsx';
import { SetupLink } from './SetupLink.tsx';
import type { Ui } from './ui.ts';

/** Nothing to decide: starting, signing in, no call. */
export function CalmScreen({
  text,
  more = [],
  shape,
  again,
}: {
  readonly text: string;
  readonly more?: readonly string[];
  readonly shape: 'checking' | 'not-recording' | 'unknown';
  /** A way to look once more. */
  readonly again?: ComponentChildren;
}) {
  return (
    <div class="screen calm" role="status">
      <Icon shape={shape} />
      <div>
        <p class="screen-what">{text}</p>
        {more.map((line) => (
          <p class="screen-native">{line}</p>
        ))}
      </div>
      {again}
    </div>
  );
}

interface ProblemProps {
  readonly ui: Ui;
  readonly problem: Problem;
  /** Absent where another attempt cannot help. */
  readonly onTryAgain?: (() => void) | undefined;
}

/** The application cannot act: what is wrong, whom to ask, and where the agent finds a button that works. */
export function ProblemScreen({ ui, problem, onTryAgain }: ProblemProps) {
  const { words } = ui;
  const { what, next } = problemText(problem, words);
  return (
    <div class="screen" data-problem={problem.kind}>
      <Icon shape="warning" />
      <div role="alert">
        <p class="screen-what">{what}</p>
        <p class="screen-next">{next}</p>
        <p class="screen-native">{words.useGenesys}</p>
      </div>
      {problem.kind === 'platform-down' && problem.code === 'REC-403' && (
        <SetupLink ui={ui} line="scope.user-basic-info" />
      )}
      {onTryAgain && (
        <button type="button" class="answer" onClick={onTryAgain}>
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}

function problemText(problem: Problem, words: Catalogue): ProblemText {
  // The table is total and typed per kind; TypeScript cannot follow the correlation between a key and its argument.
  const text = words.problem[problem.kind] as (problem: Problem) => ProblemText;
  return text(problem);
}
