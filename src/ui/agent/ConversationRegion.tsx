import { Component, type ComponentChildren } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { Alarms } from './Alarms.tsx';
import { CaptureRow } from './Capture.tsx';
import { Commands } from './Commands.tsx';
import { Details } from './Details.tsx';
import { lineOf, SetupLink } from './SetupLink.tsx';
import { StateBlock } from './StateBlock.tsx';
import type { Ui } from './ui.ts';

/** How one of several calls is headed. Another object is drawn anew. */
export interface Row {
  readonly key: string;
  readonly label: string;
  readonly isOpen: boolean;
  readonly head: () => ComponentChildren;
}

interface Props {
  readonly ui: Ui;
  readonly view: ConversationView;
  readonly row?: Row | undefined;
}

/** One conversation, drawn when its view is another one: a panel for all calls lists a hundred, and an event concerns one. */
export class ConversationRegion extends Component<Props> {
  override shouldComponentUpdate({ ui, view, row }: Props): boolean {
    const shown = this.props;
    return view !== shown.view || ui !== shown.ui || row !== shown.row;
  }

  override render(props: Props) {
    return <Region {...props} />;
  }
}

/**
 * The data attributes are for tests and scripts from outside (contract 4). The two commands come first and have one size:
 * whatever comes and goes stands below them, so that a second press on Pause cannot land on a Resume that has moved below the
 * pointer.
 */
function Region({ ui, view, row }: Props) {
  const { words } = ui;
  const { conversationId } = view;
  // Nothing can be started once the call is over; what went wrong before stays to be read.
  const isCaptureTold = view.state !== 'ended' || view.alarms.some((alarm) => 'target' in alarm);

  return (
    <section
      class={row ? 'call row' : 'call'}
      role="region"
      tabIndex={-1}
      aria-label={row ? `${words.region}, ${row.label}` : words.region}
      data-conversation-id={conversationId}
      data-recording-state={view.state}
      data-safe={view.safe ? 'true' : undefined}
      data-pending={view.pending}
      data-outcome={view.outcome}
      data-failure={view.failure}
      data-pause-kind={view.pauseKind}
      data-recorders={view.recorders.join(' ')}
      data-channel={view.channel}
      data-limit={view.limit && (view.limit.isOver ? 'over' : 'near')}
      data-folded={row && !row.isOpen ? '' : undefined}
    >
      {row?.head()}
      {view.isWatched && <Commands ui={ui} view={view} />}
      <StateBlock ui={ui} view={view} />
      {view.lacks && <SetupLink ui={ui} line={`permission.${view.lacks}`} />}
      {view.isWatched && !view.resume.can && <SetupLink ui={ui} line={lineOf(view.resume.why)} />}
      <Alarms ui={ui} view={view} />
      {isCaptureTold &&
        view.captures.map((capture) => (
          <CaptureRow ui={ui} key={capture.target} view={view} capture={capture} />
        ))}
      <Details ui={ui} view={view} />
    </section>
  );
}
