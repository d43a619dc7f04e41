import { useId } from 'preact/hooks';
import { duration } from '../clock.ts';
import type { Desktop } from '../desktop.ts';
import type { Interaction, InteractionState } from '../interactions.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import css from './InteractionList.module.css';

export const STATE_TEXT: Record<InteractionState, string> = {
  ringing: 'Ringing',
  connected: 'Connected',
  held: 'On hold',
  parked: 'Parked',
  'wrap-up': 'Wrap-up',
};

export const MEDIUM_TEXT: Record<Interaction['medium'], { icon: IconName; text: string }> = {
  call: { icon: 'phone', text: 'Call' },
  callback: { icon: 'callback', text: 'Callback' },
  message: { icon: 'message', text: 'Message' },
  email: { icon: 'email', text: 'Email' },
  video: { icon: 'video', text: 'Video' },
  screen: { icon: 'screen', text: 'Screen share' },
};

export function InteractionList({ desktop }: { desktop: Desktop }) {
  const interactions = desktop.interactions.value;
  return (
    <nav class={css.column} aria-labelledby="interactions-title">
      <header class={css.header}>
        <h2 id="interactions-title">Interactions</h2>
        <span class={css.count}>{interactions.length}</span>
      </header>
      {interactions.length === 0 && <p class={css.empty}>Nothing here yet. New work shows up by itself.</p>}
      <ul class={css.list} role="list" aria-label="Interactions">
        {interactions.map((interaction) => (
          <Card key={interaction.id} desktop={desktop} interaction={interaction} />
        ))}
      </ul>
    </nav>
  );
}

function Card({ desktop, interaction }: { desktop: Desktop; interaction: Interaction }) {
  const { id, state, medium, customerName } = interaction;
  const describedBy = useId();
  const attention = desktop.attention.value.get(id) ?? 0;
  const { icon, text } = MEDIUM_TEXT[medium];
  return (
    <li
      class={css.card}
      data-conversation-id={id}
      data-state={state}
      data-shown={desktop.selected.value?.id === id}
    >
      <span class={css.medium}>
        <Icon name={icon} />
      </span>
      <button
        type="button"
        class={css.name}
        aria-describedby={describedBy}
        aria-current={desktop.selected.value?.id === id ? 'true' : undefined}
        onClick={() => desktop.select(id)}
      >
        {customerName}
      </button>
      <span class={css.facts} id={describedBy}>
        <span class="visually-hidden">{text}, </span>
        <span class={css.state}>{STATE_TEXT[state]}</span>
        <span class={css.queue}>{interaction.queueName}</span>
        {attention > 0 && <span class="visually-hidden">, needs attention: {attention}</span>}
      </span>
      <span class={css.time}>{duration(desktop.times.elapsed(id, desktop.now.value))}</span>
      {attention > 0 && (
        <span class={css.badge} data-attention={attention} aria-hidden="true">
          {attention > 99 ? '99+' : attention}
        </span>
      )}
    </li>
  );
}
