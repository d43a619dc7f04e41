import { Component } from 'preact';
import type { ClaimState, ConversationView } from '../../app/view.ts';
import { Alarms } from './Alarms.tsx';
import { CaptureRow } from './Capture.tsx';
import { CommandButton } from './CommandButton.tsx';
import { Details, shortId } from './Details.tsx';
import { lineOf, SetupLink } from './SetupLink.tsx';
import { ariaKeys } from './shortcuts.ts';
import { StateBlock } from './StateBlock.tsx';
import type { Ui } from './ui.ts';

/** The button that makes sense now. Where we do not know, it is the one that protects the customer. */
const PRIMARY = {
  unknown: 'pause',
  checking: 'pause',
  recording: 'pause',
  paused: 'resume',
  held: 'pause',
  'not-recording': 'pause',
  ended: undefined,
} as const satisfies Record<ClaimState, 'pause' | 'resume' | undefined>;

interface Props {
  readonly ui: Ui;
  readonly view: ConversationView;
  /** Then it has a heading to tell it by: never a number or a name of the customer's. */
  readonly isOneOfMany: boolean;
}

/** One conversation, drawn when its view is another one: a panel for all calls lists a hundred, and an event concerns one. */
export class ConversationRegion extends Component<Props> {
  override shouldComponentUpdate({ ui, view, isOneOfMany }: Props): boolean {
    const shown = this.props;
    return view !== shown.view || ui !== shown.ui || isOneOfMany !== shown.isOneOfMany;
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
function Region({ ui, view, isOneOfMany }: Props) {
  const { words } = ui;
  const { conversationId } = view;
  const noun = view.other ? words.other[view.other.medium].word : words.call;
  // Nothing can be started once the call is over; what went wrong before stays to be read.
  const isCaptureTold = view.state !== 'ended' || view.alarms.some((alarm) => 'target' in alarm);
  const label = isOneOfMany && `${noun} ${shortId(conversationId)}`;

  return (
    <section
      class="call"
      role="region"
      tabIndex={-1}
      aria-label={label ? `${words.region}, ${label}` : words.region}
      data-conversation-id={conversationId}
      data-recording-state={view.state}
      data-safe={view.safe ? 'true' : undefined}
      data-pending={view.pending}
      data-outcome={view.outcome}
      data-failure={view.failure}
      data-pause-kind={view.pauseKind}
      data-recorders={view.recorders.join(' ')}
      data-channel={view.channel}
    >
      {label && <h2 class="call-title">{label}</h2>}
      {view.isWatched && <Commands ui={ui} view={view} />}
      <StateBlock ui={ui} view={view} />
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

/** Both always there while the call is watched. Where nobody watches there is nothing to press: no button is dead. */
function Commands({ ui, view }: Pick<Props, 'ui' | 'view'>) {
  const { words, actions, shortcuts } = ui;
  const { conversationId } = view;
  const id = `c-${conversationId}`;
  return (
    <div class="commands">
      <CommandButton
        ui={ui}
        id={`${id}-pause`}
        icon="pause"
        name={words.pause}
        description={words.securePause}
        control={view.pause}
        keys={ariaKeys(shortcuts.pause)}
        primary={PRIMARY[view.state] === 'pause'}
        busy={view.pending === 'pause'}
        onPress={() => actions.pause(conversationId)}
      />
      <CommandButton
        ui={ui}
        id={`${id}-resume`}
        icon="record"
        name={words.resume}
        control={view.resume}
        keys={ariaKeys(shortcuts.resume)}
        primary={PRIMARY[view.state] === 'resume'}
        busy={view.pending === 'resume'}
        onPress={() => actions.resume(conversationId)}
      />
    </div>
  );
}
