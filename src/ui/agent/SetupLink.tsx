import type { BlockedReason } from '../../app/view.ts';
import type { CaptureTarget } from '../../domain/capture.ts';
import type { Ui } from './ui.ts';

const RIGHT: Readonly<Record<CaptureTarget, string>> = {
  snippet: 'conversation:recording:snippetRecord',
  adhoc: 'conversation:call:record',
};

/** The setup line that says more; none where the reason is the call's own and will pass. */
export function lineOf(why: BlockedReason, target?: CaptureTarget): string | undefined {
  if (why === 'no-permission' && target) return `permission.${RIGHT[target]}`;
  return why === 'not-recorded' ? 'recorded' : undefined;
}

/** Opens the setup page at the line that says what is missing and who can add it. */
export function SetupLink({ ui, line }: { readonly ui: Ui; readonly line: string | undefined }) {
  const { words } = ui;
  if (line === undefined) return null;
  const query = new URLSearchParams(location.search);
  query.set('view', 'setup');
  query.set('line', line);
  return (
    <a href={`?${query}`} target="_blank" rel="noopener">
      {words.setup}
    </a>
  );
}
