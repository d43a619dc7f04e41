import { Component, type ComponentChild, type ComponentType } from 'preact';
import type { AuditFacts } from '../../domain/audit.ts';
import { markedPause } from '../../app/timeline/marked-pause.ts';
import { Clock } from '../agent/Clock.tsx';
import type { DetailsPart } from '../agent/Details.tsx';
import type { PartProps } from '../agent/Part.tsx';
import { detailWords } from './words.ts';

const MINUTE_MS = 60_000;

interface State {
  readonly logged?: readonly AuditFacts[];
}

type Log = DetailsPart['readLog'];
type Show = (
  told: { readonly at: number; readonly isOwn: boolean },
  now: number,
  props: PartProps,
) => ComponentChild;

/** A line for who finds a call paused: another agent has done that, as a panel of theirs has written on the call. */
export const pausedBy = (readLog: Log): ComponentType<PartProps> =>
  fromMarks(readLog, null, ({ at, isOwn }, now, { ui }) => {
    if (isOwn) return null;
    const minutes = Math.max(1, Math.round((now - at) / MINUTE_MS));
    return <p class="paused-by">{detailWords(ui.words).pausedByAnother(minutes)}</p>;
  });

/** The clock of a pause that this panel has not seen begin: since about when it stands, as is written on the call. */
export const pausedSince = (readLog: Log): ComponentType<PartProps> =>
  fromMarks(
    readLog,
    ({ ui, view: { since } }) => since && <Clock ui={ui} since={since} />,
    ({ at }, now, { ui, view: { since } }) =>
      since && <Clock ui={ui} since={{ at, kind: 'about', steadyAt: ui.clock.steady() - (now - at) }} />,
  );

/**
 * What stands on the call about its pause. Nothing of it counts until the log of this browser is read, nor where that cannot be: it may
 * know better.
 */
const fromMarks = (
  readLog: Log,
  otherwise: ((props: PartProps) => ComponentChild) | null,
  show: Show,
): ComponentType<PartProps> =>
  class FromMarks extends Component<PartProps, State> {
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

    override render(props: PartProps, { logged }: State) {
      const { ui, view } = props;
      const { marks, since } = view;
      if (!marks || !since || !logged) return otherwise?.(props);
      const now = since.at + ui.clock.steady() - since.steadyAt;
      const told = markedPause(marks, { since, now, logged });
      return told ? show(told, now, props) : otherwise?.(props);
    }
  };
