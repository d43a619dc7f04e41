import { useLayoutEffect, useState } from 'preact/hooks';
import type { ConversationView } from '../../app/view.ts';
import { formatDuration } from '../words.ts';
import { useUi } from './ui-context.ts';

interface Props {
  readonly since: NonNullable<ConversationView['since']>;
}

/**
 * How long the state holds. It stands outside the status region and a timer is silent by its role, so that a screen reader
 * hears changes of the state and not the seconds.
 */
export function Clock({ since }: Props) {
  const { clock, words } = useUi();
  const [, tick] = useState(0);
  const elapsed = clock.wall() - since.at;

  // Rescheduled from each rendering, to the next full second: a throttled tab catches up by itself. A layout effect,
  // because passive ones outlive the component by a frame.
  useLayoutEffect(() => clock.after(1000 - (Math.max(0, elapsed) % 1000), () => tick((n) => n + 1)));

  return (
    <div
      class="clock"
      role="timer"
      aria-label={words.clock}
      data-since={new Date(since.at).toISOString()}
      data-since-kind={since.kind}
    >
      {since.kind !== 'exact' && <span class="clock-kind">{words.since[since.kind]} </span>}
      {formatDuration(elapsed)}
    </div>
  );
}
