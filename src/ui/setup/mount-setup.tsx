import { render } from 'preact';
import type { ReadonlyStore } from '../../app/store.ts';
import type { SetupActions, SetupView } from '../../setup/view.ts';
import '../tokens.css';
import { SetupApp } from './SetupApp.tsx';
import { SETUP_WORDS } from './words.ts';

/** Shows the setup face in `root`; every change of `view` is in the page at once. */
export function mountSetup(root: HTMLElement, view: ReadonlyStore<SetupView>, actions: SetupActions): void {
  root.ownerDocument.documentElement.lang = SETUP_WORDS.language;
  view.subscribe((next) => render(<SetupApp view={next} actions={actions} />, root));
}

const again = () => location.reload();

/** Before there is a face: only loading anew helps. The log is there all the same. */
export function showProblem(
  root: HTMLElement,
  view: Extract<SetupView, { phase: 'problem' }>,
  log: Pick<SetupActions, 'saveLog' | 'logFacts'>,
): void {
  const actions: SetupActions = {
    checkAgain: again,
    notMe: again,
    tryPopup: again,
    plan: again,
    carryOut: again,
    ...log,
    save: again,
    commission: again,
    answer: again,
  };
  render(<SetupApp view={view} actions={actions} />, root);
}
