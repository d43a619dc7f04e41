import type { UserName } from '../launch.ts';
import type { Act, Desktop } from '../desktop.ts';
import type { Interaction } from '../interactions.ts';
import { PEOPLE } from '../people.ts';
import css from './CallControls.module.css';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { Avatar } from './Person.tsx';

interface Props {
  desktop: Desktop;
  interaction: Interaction;
}

/** The platform's own call controls. They act on the call without the app's doing. */
export function CallControls({ desktop, interaction }: Props) {
  const act = (request: Act) => () => void desktop.act(interaction.id, request);
  return (
    <div class={css.bar} role="toolbar" aria-label="Call controls">
      {interaction.state === 'ringing' && (
        <>
          <Control icon="phone" text="Answer" kind="answer" onClick={act({ act: 'answer' })} />
          <Control icon="hang-up" text="Decline" onClick={act({ act: 'decline' })} />
        </>
      )}
      {(interaction.state === 'connected' || interaction.state === 'held') && (
        <LiveControls desktop={desktop} interaction={interaction} act={act} />
      )}
      {interaction.state === 'parked' && (
        <Control icon="unhold" text="Retrieve" kind="on" onClick={act({ act: 'retrieve' })} />
      )}
      {interaction.state === 'wrap-up' && <WrapUp onDone={act({ act: 'wrapup' })} />}
    </div>
  );
}

function LiveControls({ desktop, interaction, act }: Props & { act(request: Act): () => void }) {
  const isVoice = interaction.medium === 'call' || interaction.medium === 'callback';
  return (
    <>
      {interaction.state === 'held' ? (
        <Control icon="unhold" text="Unhold" kind="on" onClick={act({ act: 'unhold' })} />
      ) : (
        <Control icon="hold" text="Hold" onClick={act({ act: 'hold' })} />
      )}
      <ToSomebody
        desktop={desktop}
        interaction={interaction}
        act="transfer"
        icon="transfer"
        text="Transfer"
      />
      {isVoice && (
        <>
          <Control icon="hold" text="Park" onClick={act({ act: 'park' })} />
          <ToSomebody
            desktop={desktop}
            interaction={interaction}
            act="consult"
            icon="consult"
            text="Consult"
          />
          <ToSomebody
            desktop={desktop}
            interaction={interaction}
            act="conference"
            icon="conference"
            text="Conference"
          />
          <Control
            icon="shield"
            text="Secure pause"
            kind={interaction.securePause ? 'on' : undefined}
            isPressed={interaction.securePause}
            onClick={act({ act: interaction.securePause ? 'resume' : 'pause' })}
          />
        </>
      )}
      <Control
        icon="hang-up"
        text={isVoice ? 'Hang up' : 'End'}
        kind="end"
        onClick={act({ act: 'hangup' })}
      />
    </>
  );
}

interface ControlProps {
  icon: IconName;
  text: string;
  kind?: 'answer' | 'end' | 'on' | undefined;
  isPressed?: boolean;
  onClick(): void;
}

function Control({ icon, text, kind, isPressed, onClick }: ControlProps) {
  return (
    <button type="button" class={css.control} data-kind={kind} aria-pressed={isPressed} onClick={onClick}>
      <Icon name={icon} size={22} />
      <span>{text}</span>
    </button>
  );
}

interface ToSomebodyProps extends Props {
  act: 'transfer' | 'consult' | 'conference';
  icon: IconName;
  text: string;
}

function ToSomebody({ desktop, interaction, act, icon, text }: ToSomebodyProps) {
  const names: UserName[] = ['ada', 'ben', 'sol'];
  const others = names.map((name) => PEOPLE[name]).filter(({ id }) => id !== desktop.agent.id);
  return (
    <Menu
      title={`${text} ${act === 'transfer' ? 'to' : 'with'}`}
      buttonClass={css.control}
      label={
        <>
          <Icon name={icon} size={22} />
          <span>{text}</span>
        </>
      }
    >
      {(close) =>
        others.map((person) => (
          <button
            key={person.id}
            type="button"
            class={css.person}
            onClick={() => {
              close();
              void desktop.act(interaction.id, { act, to: person.id });
            }}
          >
            <Avatar name={person.name} size={28} />
            <span>{person.name}</span>
            <span class={css.role}>{person.role}</span>
          </button>
        ))
      }
    </Menu>
  );
}

const WRAP_UP_CODES = ['Payment taken', 'Payment arranged', 'Question answered', 'Customer calls back'];

function WrapUp({ onDone }: { onDone(): void }) {
  return (
    <div class={css['wrap-up']}>
      <label>
        <span>Wrap-up code</span>
        <select>
          {WRAP_UP_CODES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
      <button type="button" class={css.done} onClick={onDone}>
        Wrap up
      </button>
    </div>
  );
}
