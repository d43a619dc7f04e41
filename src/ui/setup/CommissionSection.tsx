import type { CommissionView, SetupActions } from '../../setup/view.ts';
import { CopyButton } from './CopyButton.tsx';
import { SETUP_WORDS as words } from './words.ts';

interface Props {
  readonly commission: CommissionView;
  readonly actions: SetupActions;
}

const isSame = (findings: Extract<CommissionView, { phase: 'over' }>['findings']): boolean =>
  findings.every(({ verdict }) => verdict === 'as-assumed');

/** On one real test call: does Genesys Cloud behave as the platform notes assume? */
export function CommissionSection({ commission, actions }: Props) {
  return (
    <section aria-labelledby="commission-title" data-commission={commission.phase}>
      <h2 id="commission-title">{words.commission}</h2>
      <p>{words.commissionNote}</p>
      {commission.phase !== 'running' && (
        <button type="button" onClick={() => actions.commission()}>
          {words.beginCommission}
        </button>
      )}
      {commission.phase === 'no-call' && <p role="alert">{words.noTestCall}</p>}
      {'ask' in commission && commission.ask && (
        <p role="status">
          {words.tasks[commission.ask]}{' '}
          <button type="button" onClick={() => actions.answer(true)}>
            {words.taskDone}
          </button>{' '}
          <button type="button" onClick={() => actions.answer(false)}>
            {words.taskSkipped}
          </button>
        </p>
      )}
      {'findings' in commission && (
        <ul>
          {commission.findings.map(({ key, assumption, verdict }) => (
            <li key={key} data-verdict={verdict}>
              <strong>{words.verdicts[verdict]}</strong> {assumption}
            </li>
          ))}
        </ul>
      )}
      {commission.phase === 'over' && isSame(commission.findings) && (
        <p role="status">{words.commissionSame}</p>
      )}
      {commission.phase === 'over' && !isSame(commission.findings) && (
        <>
          <p role="status">{words.commissionOver}</p>
          <pre data-differences>{commission.differences}</pre>
          <CopyButton text={commission.differences} name={words.copyFile} />
        </>
      )}
    </section>
  );
}
