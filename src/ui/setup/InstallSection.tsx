import type { InstallView, SetupActions, ToServe } from '../../setup/view.ts';
import { CopyButton } from './CopyButton.tsx';
import { SETUP_WORDS as words } from './words.ts';

interface Props {
  readonly install: InstallView;
  readonly actions: SetupActions;
}

/** The plan, the admin's yes, the progress, and what to do after it. */
export function InstallSection({ install, actions }: Props) {
  const isBusy = install.phase === 'looking' || install.phase === 'working';
  return (
    <section aria-labelledby="install-title" data-install={install.phase}>
      <h2 id="install-title">{words.install}</h2>
      <p>{words.installNote}</p>
      {!isBusy && (
        <>
          <button type="button" onClick={() => actions.plan('install')}>
            {words.plan.install}
          </button>{' '}
          <button type="button" class="quiet" onClick={() => actions.plan('undo')}>
            {words.plan.undo}
          </button>
        </>
      )}
      {install.phase === 'looking' && <p role="status">{install.note ?? words.looking}</p>}
      {'steps' in install && install.steps.length > 0 && <pre role="log">{install.steps.join('\n')}</pre>}
      {install.phase === 'planned' && <Decision install={install} actions={actions} />}
      {install.phase === 'removed' && <p role="status">{words.removed}</p>}
      {install.phase === 'done' && (
        <>
          <p role="status">{words.installed(install.group)}</p>
          <Files files={install} actions={actions} />
        </>
      )}
    </section>
  );
}

/** What is to be put on the web host, to copy or to save. */
function Files({
  files: { config, files },
  actions,
}: {
  readonly files: ToServe;
  readonly actions: SetupActions;
}) {
  return (
    <>
      <p>{words.saveConfig}</p>
      <pre data-config>{config}</pre>
      <CopyButton text={config} name={words.copyConfig} />{' '}
      <SaveButton path="config.json" text={config} save={actions.save} />
      <p>{words.saveHeaders}</p>
      {files.map(({ path, text }) => (
        <details key={path}>
          <summary>{path}</summary>
          <pre>{text}</pre>
          <CopyButton text={text} name={words.copyFile} />{' '}
          <SaveButton path={path} text={text} save={actions.save} />
        </details>
      ))}
    </>
  );
}

interface SaveProps {
  readonly path: string;
  readonly text: string;
  readonly save: SetupActions['save'];
}

const SaveButton = ({ path, text, save }: SaveProps) => (
  <button
    type="button"
    class="quiet"
    aria-label={`${words.saveFile} ${path}`}
    onClick={() => save(path, text)}
  >
    {words.saveFile}
  </button>
);

interface DecisionProps {
  readonly install: Extract<InstallView, { phase: 'planned' }>;
  readonly actions: SetupActions;
}

function Decision({ install, actions }: DecisionProps) {
  if (install.obstacles.length > 0) {
    return (
      <ul role="alert">
        {install.obstacles.map((obstacle) => (
          <li key={obstacle}>{obstacle}</li>
        ))}
      </ul>
    );
  }
  if (!install.changes)
    return (
      <>
        <p role="status">{words.nothingToDo[install.task]}</p>
        {install.toServe && <Files files={install.toServe} actions={actions} />}
      </>
    );
  return (
    <button type="button" onClick={() => actions.carryOut()}>
      {words.carryOut[install.task]}
    </button>
  );
}
