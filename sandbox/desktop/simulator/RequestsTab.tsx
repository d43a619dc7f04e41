import { useSignal, useSignalEffect } from '@preact/signals';
import type { RequestLine } from '../../control.ts';
import type { Desktop } from '../desktop.ts';
import css from './Log.module.css';

const SHOWN = 200;
const REFRESH_MS = 1000;

/** Every request that the platform saw, newest first. */
export function RequestsTab({ desktop }: { desktop: Desktop }) {
  const lines = useSignal<readonly RequestLine[]>([]);
  useSignalEffect(() => {
    const load = async () => {
      lines.value = await desktop.control.requests();
    };
    void desktop.attempt(load);
    const timer = setInterval(() => void load().catch(() => undefined), REFRESH_MS);
    return () => clearInterval(timer);
  });
  if (lines.value.length === 0) return <p class={css.empty}>No request yet.</p>;
  return (
    <table class={css.log} aria-label="Request log">
      <thead>
        <tr>
          <th scope="col">At</th>
          <th scope="col">Answer</th>
          <th scope="col">Request</th>
          <th scope="col">Body</th>
        </tr>
      </thead>
      <tbody>
        {lines.value
          .slice(-SHOWN)
          .toReversed()
          .map((line, index) => (
            <tr key={lines.value.length - index} data-status={grade(line.status)}>
              <td>{(line.at / 1000).toFixed(1)} s</td>
              <td>{line.status}</td>
              <td>
                <b>{line.method}</b> {line.path}
                {line.query === '' ? '' : `?${line.query.replace(/^\?/, '')}`}
              </td>
              <td>{line.body === undefined || line.body === null ? '' : JSON.stringify(line.body)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function grade(status: RequestLine['status']): 'good' | 'bad' {
  return status === 'lost' || status >= 400 ? 'bad' : 'good';
}
