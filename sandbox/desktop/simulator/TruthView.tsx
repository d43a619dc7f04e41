import type { RecorderName, Truth } from '../../control.ts';
import { duration } from '../clock.ts';
import type { Desktop } from '../desktop.ts';
import { PEOPLE } from '../people.ts';
import css from './TruthView.module.css';

type Participant = Truth['conversations'][number]['participants'][number];

const RECORDERS: readonly (readonly [RecorderName, string])[] = [
  ['customer', 'Customer side'],
  ['agent', 'Agent side'],
  ['snippet', 'Snippet'],
  ['adhoc', 'Ad hoc'],
];

const DOING: Record<string, string> = {
  active: 'Recording',
  paused: 'Paused',
  stopped: 'Stopped',
  none: 'Off',
};

/** What each recorder of the shown call really does, whatever any panel claims. */
export function TruthView({ desktop }: { desktop: Desktop }) {
  const id = desktop.selected.value?.id;
  const truth = desktop.truth.value;
  const conversation = truth?.conversations.find((one) => one.id === id);
  if (truth === undefined || conversation === undefined) {
    return (
      <section class={css.truth} aria-label="Truth">
        <h2>What is really recorded</h2>
        <p class={css.none}>Select an interaction to see its recorders.</p>
      </section>
    );
  }
  const now = desktop.times.sandboxNow(desktop.now.value);
  return (
    <section class={css.truth} aria-label="Truth" data-conversation-id={conversation.id}>
      <h2>What is really recorded</h2>
      <p class={css.verdict} data-capturing={conversation.capturing}>
        {conversation.capturing ? 'Something is captured' : 'Nothing is captured'}
        {conversation.securePause && <span class={css.secure}>Secure pause</span>}
      </p>
      <dl class={css.recorders}>
        {RECORDERS.map(([name, text]) => (
          <Readout key={name} name={name} text={text} state={strongest(conversation.participants, name)} />
        ))}
        <Readout name="screen" text="Screen" state={screenOf(conversation.participants)} />
      </dl>
      <ol class={css.history} aria-label="What happened">
        {conversation.history
          .slice(-12)
          .toReversed()
          .map((entry) => (
            <li key={`${entry.at} ${entry.what}`}>
              <span>{duration(now - entry.at)} ago</span> {entry.what}
              {nameOf(entry.by)}
            </li>
          ))}
      </ol>
    </section>
  );
}

function Readout({ name, text, state }: { name: string; text: string; state: string }) {
  return (
    <div class={css.readout} data-recorder={name} data-state={state}>
      <dt>{text}</dt>
      <dd>{DOING[state] ?? state}</dd>
    </div>
  );
}

function nameOf(userId: string): string {
  const person = Object.values(PEOPLE).find(({ id }) => id === userId);
  return person === undefined ? '' : `, ${person.name}`;
}

/** Several legs may carry the same recorder; one that captures counts more than one that does not. */
function strongest(participants: readonly Participant[], name: RecorderName): string {
  const states = participants.map((one) => one.recorders[name]);
  return states.find((state) => state === 'active') ?? states.find((state) => state === 'paused') ?? 'none';
}

function screenOf(participants: readonly Participant[]): string {
  const states = participants.map((one) => one.screen);
  return (['active', 'paused', 'stopped'] as const).find((state) => states.includes(state)) ?? 'none';
}
