import { useEffect, useState } from 'preact/hooks';
import type { LogForm } from '../../app/view.ts';
import type { LogFacts, SetupActions } from '../../setup/view.ts';
import { SETUP_WORDS as words } from './words.ts';

/** What the panels of this storage have written down, as a file, and what becomes of it. */
export function LogSection({ actions }: { readonly actions: Pick<SetupActions, 'saveLog' | 'logFacts'> }) {
  const [outcome, setOutcome] = useState('');
  const [facts, setFacts] = useState<LogFacts>();
  useEffect(() => void actions.logFacts().then(setFacts, () => setOutcome(words.logRefused)), [actions]);
  const save = (form: LogForm) =>
    void actions.saveLog(form).then(
      () => setOutcome(words.logSaved),
      () => setOutcome(words.logRefused),
    );
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{words.log}</h2>
      <p>{words.logNote}</p>
      {facts && sentences(facts).map((sentence) => <p key={sentence}>{sentence}</p>)}
      <button type="button" class="quiet" onClick={() => save('jsonl')}>
        {words.saveLog}
      </button>{' '}
      <button type="button" class="quiet" onClick={() => save('csv')}>
        {words.saveCsv}
      </button>
      {outcome !== '' && <span role="status"> {outcome}</span>}
    </section>
  );
}

function sentences({ standing, beside, used, quota, isKept }: LogFacts): readonly string[] {
  const { waiting = 0, refused = 0, since = '', status } = standing ?? {};
  return [
    ...(standing && waiting + refused === 0 ? [words.sentAll] : []),
    ...(waiting > 0 ? [words.waiting(waiting, new Date(since).toLocaleString(), status)] : []),
    ...(refused > 0 ? [words.notAccepted(refused)] : []),
    ...(beside > 0 ? [words.beside(beside)] : []),
    ...(used !== undefined && quota !== undefined ? [words.used(megabytes(used), megabytes(quota))] : []),
    ...(isKept === undefined ? [] : [isKept ? words.isKept : words.mayGo]),
  ];
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;
