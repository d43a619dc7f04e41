import type { Desktop } from '../desktop.ts';
import css from './Log.module.css';

const SHOWN = 200;

/** Every message between host and apps, newest first. */
export function MessagesTab({ desktop }: { desktop: Desktop }) {
  const { log } = desktop;
  const isEmpty = log.length.value === 0;
  const names = new Map(desktop.truth.value?.conversations.map((one) => [one.id, one.customerName]));
  if (isEmpty) return <p class={css.empty}>No message yet.</p>;
  return (
    <table class={css.log} aria-label="Message log">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Way</th>
          <th scope="col">App of</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <tbody>
        {log.messages
          .slice(-SHOWN)
          .toReversed()
          .map((entry, index) => (
            <tr key={log.messages.length - index} data-direction={entry.direction}>
              <td>{new Date(entry.at).toISOString().slice(11, 23)}</td>
              <td>{entry.direction}</td>
              <td>{names.get(entry.conversationId ?? '') ?? '–'}</td>
              <td>
                {entry.note !== undefined && <em>{entry.note} </em>}
                {brief(entry.data)}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** Without the four fields that every message of the protocol carries. */
function brief(data: unknown): string {
  if (typeof data !== 'object' || data === null) return data === undefined ? '' : String(data);
  const own = Object.entries(data).filter(
    ([key]) => !key.startsWith('protocol') && key !== 'purecloudEventType',
  );
  return JSON.stringify(Object.fromEntries(own));
}
