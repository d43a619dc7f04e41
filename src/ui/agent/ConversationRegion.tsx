import type { ClaimState, ConversationView } from '../../app/view.ts';
import { Alarms } from './Alarms.tsx';
import { CommandButton } from './CommandButton.tsx';
import { Details, shortId } from './Details.tsx';
import { StateBlock } from './StateBlock.tsx';
import { useUi } from './ui-context.ts';

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
  readonly view: ConversationView;
  /** Position among several calls, from 1; absent when the call is the only one. */
  readonly position?: number | undefined;
}

/**
 * One conversation. The data attributes are a contract with tests and scripts from outside (design: "The panel, as a test
 * or a screen reader sees it"). The two commands keep their place and size in every state: a second click after "Pause"
 * must not land on a "Resume" that moved below the pointer.
 */
export function ConversationRegion({ view, position }: Props) {
  const { words, actions } = useUi();
  const { conversationId } = view;
  const id = `c-${conversationId}`;
  const label = position && `${words.call} ${position} · ${shortId(conversationId)}`;

  const settle = () => {
    actions.settle(conversationId);
    // The button that had the focus is gone with the alarm.
    document.getElementById(`${id}-pause`)?.focus();
  };

  return (
    <section
      class="call"
      role="region"
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
      <StateBlock view={view} />
      <Alarms view={view} onSettle={settle} />
      <div class="commands">
        <CommandButton
          id={`${id}-pause`}
          icon="pause"
          name={words.pause}
          description={words.securePause}
          control={view.pause}
          primary={PRIMARY[view.state] === 'pause'}
          busy={view.pending === 'pause'}
          onPress={() => actions.pause(conversationId)}
        />
        <CommandButton
          id={`${id}-resume`}
          icon="record"
          name={words.resume}
          control={view.resume}
          primary={PRIMARY[view.state] === 'resume'}
          busy={view.pending === 'resume'}
          onPress={() => actions.resume(conversationId)}
        />
      </div>
      <Details view={view} />
    </section>
  );
}
