import { duration } from '../clock.ts';
import type { Desktop } from '../desktop.ts';
import type { Interaction } from '../interactions.ts';
import { CallControls } from './CallControls.tsx';
import css from './CallArea.module.css';
import { CustomerCard } from './CustomerCard.tsx';
import { Icon } from './Icon.tsx';
import { MEDIUM_TEXT, STATE_TEXT } from './InteractionList.tsx';
import { NotesCard } from './NotesCard.tsx';
import { Avatar } from './Person.tsx';
import { ScriptCard } from './ScriptCard.tsx';

export function CallArea({ desktop }: { desktop: Desktop }) {
  const interaction = desktop.selected.value;
  if (interaction === undefined) {
    return (
      <main class={css.area}>
        <div class={css.nothing}>
          <Icon name="headset" size={40} />
          <h2>No interaction selected</h2>
          <p>You are on queue. The simulator in the top bar can ring a call.</p>
        </div>
      </main>
    );
  }
  return (
    <main class={css.area} aria-labelledby="call-title">
      <header class={css.header}>
        <Avatar name={interaction.customerName} size={44} />
        <div class={css.who}>
          <h1 id="call-title">{interaction.customerName}</h1>
          <p>
            {MEDIUM_TEXT[interaction.medium].text} · {interaction.queueName}
          </p>
        </div>
        <p class={css.state} data-state={interaction.state}>
          <span>{STATE_TEXT[interaction.state]}</span>
          <span class={css.time}>{duration(desktop.times.elapsed(interaction.id, desktop.now.value))}</span>
        </p>
      </header>
      <CallControls key={interaction.id} desktop={desktop} interaction={interaction} />
      <div class={css.body}>
        <Participants interaction={interaction} agentName={desktop.agent.name} />
        <div class={css.cards}>
          <ScriptCard desktop={desktop} interaction={interaction} />
          <div class={css.stack}>
            <CustomerCard interaction={interaction} />
            <NotesCard key={interaction.id} desktop={desktop} interaction={interaction} />
          </div>
        </div>
      </div>
    </main>
  );
}

function Participants({ interaction, agentName }: { interaction: Interaction; agentName: string }) {
  return (
    <ul class={css.people} role="list" aria-label="On this interaction">
      <li>
        <Avatar name={agentName} size={24} />
        <span>{agentName}</span>
        <span class={css.role}>You</span>
      </li>
      {interaction.others.map((other) => (
        <li key={`${other.name} ${other.role}`}>
          <Avatar name={other.name} size={24} />
          <span>{other.name}</span>
          <span class={css.role}>{other.state === 'Connected' ? other.role : other.state}</span>
        </li>
      ))}
    </ul>
  );
}
