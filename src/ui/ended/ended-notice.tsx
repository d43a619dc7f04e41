import { Component, type ComponentType } from 'preact';
import { moveFocus } from '../agent/move-focus.ts';
import type { PanelPartProps } from '../agent/Part.tsx';
import { formatTime } from '../words.ts';
import { endedWords } from './words.ts';

/** A calm line for a call that ended while paused, before this panel was there. It goes when it is read, also where it is drawn anew. */
export function endedNotice(at: number): ComponentType<PanelPartProps> {
  let isRead = false;
  return class EndedNotice extends Component<PanelPartProps> {
    private readonly read = ({ currentTarget }: { readonly currentTarget: Element }) => {
      isRead = true;
      // The button that had the focus is gone with the line. Not on to a command: a second press would give it.
      moveFocus(currentTarget.closest('main')?.querySelector('.call'));
      this.forceUpdate();
    };

    override render({ ui: { words } }: PanelPartProps) {
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
