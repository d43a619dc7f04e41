import { Component, type ComponentType } from 'preact';
import type { AuditFacts } from '../../domain/audit.ts';
import { pausedByAnother } from '../../app/timeline/paused-by-another.ts';
import type { DetailsPart } from '../agent/Details.tsx';
import type { PartProps } from '../agent/Part.tsx';
import { detailWords } from './words.ts';

const MINUTE_MS = 60_000;

interface State {
  readonly logged?: readonly AuditFacts[];
}

/**
 * A line for who finds a call paused: another agent has done that, as a panel of theirs has written on the call. It says nothing until the
 * log of this browser is read, and nothing where that cannot be: it may know better.
 */
export const pausedBy = (readLog: DetailsPart['readLog']): ComponentType<PartProps> =>
  class PausedBy extends Component<PartProps, State> {
    private cancel = () => {};

    override componentDidMount(): void {
      this.look();
    }

    override componentDidUpdate({ view }: PartProps): void {
      if (view.marks !== this.props.view.marks) this.read();
    }

    override componentWillUnmount(): void {
      this.cancel();
    }

    private look(): void {
      this.read();
      this.cancel = this.props.ui.clock.after(MINUTE_MS / 2, () => this.look());
    }

    private read(): void {
      readLog(this.props.view.conversationId).then(
        (logged) => this.setState({ logged }),
        () => this.setState({}),
      );
    }

    override render({ ui, view: { marks, since } }: PartProps, { logged }: State) {
      if (!marks || !since || !logged) return null;
      const now = since.at + ui.clock.steady() - since.steadyAt;
      const at = pausedByAnother(marks, { since, now, logged });
      if (at === undefined) return null;
      const minutes = Math.max(1, Math.round((now - at) / MINUTE_MS));
      return <p class="paused-by">{detailWords(ui.words).pausedByAnother(minutes)}</p>;
    }
  };
