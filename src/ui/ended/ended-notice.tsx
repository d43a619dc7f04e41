import { Component, type ComponentType } from 'preact';
import type { NoticeProps } from '../agent/Notice.tsx';
import { formatTime } from '../words.ts';
import { endedWords } from './words.ts';

/** A calm line for a call that ended while paused, before this panel was there. It goes when it is read, also where it is drawn anew. */
export function endedNotice(at: number): ComponentType<NoticeProps> {
  let isRead = false;
  return class EndedNotice extends Component<NoticeProps> {
    private readonly read = ({ currentTarget }: { readonly currentTarget: Element }) => {
      isRead = true;
      // The button that had the focus is gone with the line. Not on to a command: a second press would give it.
      currentTarget.closest('main')?.querySelector<HTMLElement>('.call')?.focus();
      this.forceUpdate();
    };

    override render({ ui: { words } }: NoticeProps) {
      if (isRead) return null;
      return (
        <div class="config-note" data-notice="ended-while-paused">
          <span role="status">{endedWords(words)({ time: formatTime(at, words.language) })}</span>{' '}
          <button type="button" class="quiet" onClick={this.read}>
            {words.settle}
          </button>
        </div>
      );
    }
  };
}
