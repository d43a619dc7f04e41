import { useState } from 'preact/hooks';
import { SETUP_WORDS as words } from './words.ts';

/** What the panels of this storage have written down, as a file. */
export function LogSection({ saveLog }: { readonly saveLog: () => Promise<void> }) {
  const [outcome, setOutcome] = useState('');
  const save = () =>
    void saveLog().then(
      () => setOutcome(words.logSaved),
      () => setOutcome(words.logRefused),
    );
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{words.log}</h2>
      <p>{words.logNote}</p>
      <button type="button" class="quiet" onClick={save}>
        {words.saveLog}
      </button>
      {outcome !== '' && <span role="status"> {outcome}</span>}
    </section>
  );
}
