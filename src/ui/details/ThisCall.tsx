import type { Line } from './timeline-lines.ts';
import type { DetailWords } from './words.ts';

/** More would be no glance any more; *Copy* has all of them. */
const MOST = 20;

interface Props {
  readonly lines: readonly Line[];
  readonly words: DetailWords;
  /** The log of this browser cannot be read. */
  readonly isUnread: boolean;
  /** Why nothing is said of what the recordings left out. */
  readonly notShown: string | undefined;
}

/** What happened on this call, and how each of it is known. */
export function ThisCall({ lines, words, isUnread, notShown }: Props) {
  const shown = lines.slice(-MOST);
  const left = lines.length - shown.length;
  return (
    <div class="this-call">
      <p class="part-head">{words.thisCall}</p>
      {left > 0 && <p>{words.earlier(left)}</p>}
      <ol aria-label={words.thisCall}>
        {shown.map(({ time, text, proof, isUrgent }) => (
          <li>
            <span class="line-time">{time}</span>{' '}
            <span>
              {isUrgent ? <strong>{text}</strong> : text}
              {proof !== undefined && <small> · {proof}</small>}
            </span>
          </li>
        ))}
      </ol>
      {lines.length === 0 && <p>{words.nothingYet}</p>}
      {isUnread && <p>{words.unread}</p>}
      {notShown !== undefined && <p>{notShown}</p>}
    </div>
  );
}
