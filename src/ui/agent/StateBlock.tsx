import type { ConversationView } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import { alarmsFor } from './Alarms.tsx';
import { CaptureButton, stopperOf } from './Capture.tsx';
import { Clock } from './Clock.tsx';
import { Part } from './Part.tsx';
import { SetupLink } from './SetupLink.tsx';
import { isNotSafe, listenerLines, stateWord, statusLine, statusNotes, type Tone } from './status-words.ts';
import type { Ui } from './ui.ts';

const TONE_ICON = { safe: 'check', warning: 'warning', plain: undefined } as const satisfies Record<
  Tone,
  unknown
>;

/** The half-second glance: shape, word, clock, and one line that says what it means. */
export function StateBlock({ ui, view }: { readonly ui: Ui; readonly view: ConversationView }) {
  const { words, actions } = ui;
  const line = statusLine(view, words);
  // With a live channel nothing else brings news of an unknown state: the platform sends none until something changes.
  const isOpen = view.state === 'unknown' && !view.ringing && !view.other && !view.isOpening;
  const canRefresh = isOpen && view.channel === 'live' && view.isWatched;
  const stopper = stopperOf(view);
  const outspoken = alarmsFor(view.alarms).length > 0 && line.tone === 'plain';

  const isBeside = view.beside !== undefined && !view.other && !view.notMine;
  const isUnsafe = isNotSafe(view);
  // The sign is told once.
  const icon = isUnsafe ? undefined : TONE_ICON[line.tone];
  const shape = shapeOf(view, isBeside);
  const clock = view.since && <Clock ui={ui} since={view.since} />;

  return (
    <div
      class="state"
      data-state={view.state}
      data-beside={isBeside ? '' : undefined}
      data-unsafe={isUnsafe ? '' : undefined}
    >
      <div class="status" role="status">
        <Icon key={shape} shape={shape} />
        <span class="word">{stateWord(view, words)}</span>
        <div class={outspoken ? 'cue unseen' : 'cue'} data-tone={line.tone}>
          <p key={line.tone} class="cue-line">
            {icon && <Icon shape={icon} />}
            <span>{line.text}</span>
          </p>
          {statusNotes(view, words).map((note) => (
            <p class="note">{note}</p>
          ))}
          {listenerLines(view, words).map((who) => (
            <p class="note heed">{who}</p>
          ))}
        </div>
      </div>
      <div class="aside">
        {view.marks && view.since?.kind === 'at-least' ? (
          <Part
            ui={ui}
            view={view}
            load={async () => (await ui.loadDetails()).PausedSince}
            waiting={clock}
            missing={clock}
          />
        ) : (
          clock
        )}
        {view.channel === 'lost' && view.pause.can && !view.isOpening && <SetupLink ui={ui} line="socket" />}
        {canRefresh && (
          <button type="button" class="quiet" onClick={() => actions.refresh(view.conversationId)}>
            {words.tryAgain}
          </button>
        )}
      </div>
      {stopper && (
        <div class="stopper">
          <CaptureButton ui={ui} conversationId={view.conversationId} capture={stopper} />
        </div>
      )}
      {view.marks && (
        <Part ui={ui} view={view} load={async () => (await ui.loadDetails()).PausedBy} missing={null} />
      )}
      {view.limit && (
        <Part
          ui={ui}
          view={view}
          load={ui.loadLimit}
          missing={<p class="note limit">{words.overLimitNext}</p>}
        />
      )}
    </div>
  );
}

function shapeOf(view: ConversationView, isBeside: boolean) {
  if (view.other) return 'not-recording';
  if (isBeside) return 'recording';
  if (isNotSafe(view)) return 'warning';
  return view.isOpening ? 'checking' : view.state;
}
