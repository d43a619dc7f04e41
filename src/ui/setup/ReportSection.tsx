import { useState } from 'preact/hooks';
import type { Line } from '../../setup/view.ts';
import { reportOf } from './report.ts';
import { SETUP_WORDS as words } from './words.ts';

/** One copyable report. Where the clipboard is not granted the text can be selected. */
export function ReportSection({ lines }: { readonly lines: readonly Line[] }) {
  const [isCopied, setCopied] = useState(false);
  const report = reportOf(lines);
  const copy = () =>
    void navigator.clipboard?.writeText(report).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <section aria-labelledby="report-title">
      <h2 id="report-title">{words.report}</h2>
      <p>{words.reportNote}</p>
      <pre data-report>{report}</pre>
      <button type="button" onClick={copy}>
        {words.copy}
      </button>
      {isCopied && <span role="status"> {words.copied}</span>}
    </section>
  );
}
