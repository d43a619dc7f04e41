import type { AppView } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { formatTime } from '../words.ts';
import type { Ui } from './ui.ts';

type Ready = Extract<AppView, { phase: 'ready' }>;

/**
 * The sign-in ends soon and takes a click: a calm line, because until then everything works. It stands below the calls, so that
 * it moves no command when it comes.
 */
export function SignInAgain({ ui, view }: { readonly ui: Ui; readonly view: Ready }) {
  const { words, actions } = ui;
  const { signInBefore, renewal } = view;
  if (signInBefore === undefined) return null;
  const time = formatTime(signInBefore, words.language);
  const came = cameOf(renewal, words);
  return (
    <div class="sign-in-again">
      <p role="status">
        {words.signInWords.before({ time })} {came}
      </p>
      <button type="button" class="quiet" onClick={() => actions.signIn()}>
        {words.signIn}
      </button>
    </div>
  );
}

function cameOf(renewal: Ready['renewal'], words: Catalogue): string | undefined {
  if (renewal === undefined) return undefined;
  if (renewal === 'window') return words.signInWords.inWindow;
  // The table is total and typed per kind; TypeScript cannot follow the correlation between a key and its argument.
  const text = words.problem[renewal.kind] as (problem: typeof renewal) => { what: string };
  return text(renewal).what;
}
