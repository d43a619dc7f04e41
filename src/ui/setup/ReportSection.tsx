import type { Line } from '../../setup/view.ts';
import { CopyButton } from './CopyButton.tsx';
import { reportOf } from './report.ts';
import { SETUP_WORDS as words } from './words.ts';

/** One copyable report. */
export function ReportSection({ lines }: { readonly lines: readonly Line[] }) {
  const report = reportOf(lines);
  return (
    <section aria-labelledby="report-title">
      <h2 id="report-title">{words.report}</h2>
      <p>{words.reportNote}</p>
      <pre data-report>{report}</pre>
      <CopyButton text={report} name={words.copy} />
    </section>
  );
}
