import { SEED } from '../../control.ts';
import { customerFacts } from '../customer.ts';
import type { Desktop } from '../desktop.ts';
import type { Interaction } from '../interactions.ts';
import css from './Card.module.css';

interface Script {
  title: string;
  steps: readonly { text: string; hint?: string }[];
}

const PAYMENT: Script = {
  title: 'Take a payment',
  steps: [
    { text: 'Greet the customer and confirm the account' },
    { text: 'Read out the invoice and the amount' },
    { text: 'Pause the recording', hint: 'Wait until the panel says that it is safe.' },
    { text: 'Take the card details in the payment terminal' },
    { text: 'Resume the recording' },
    { text: 'Confirm the payment and say goodbye' },
  ],
};

const SUPPORT: Script = {
  title: 'Restore access',
  steps: [
    { text: 'Greet the customer and confirm the account' },
    { text: 'Ask what happens at sign-in' },
    {
      text: 'Pause the recording before security answers',
      hint: 'Wait until the panel says that it is safe.',
    },
    { text: 'Check two security answers' },
    { text: 'Resume the recording' },
    { text: 'Send the link and stay until it works' },
  ],
};

/** What the agent is asked to do in this call; the reason why a recording has to be paused at all. */
export function ScriptCard({ desktop, interaction }: { desktop: Desktop; interaction: Interaction }) {
  const isPayment = interaction.queueId !== SEED.queues.support;
  const script = isPayment ? PAYMENT : SUPPORT;
  const facts = customerFacts(interaction.customerName);
  const ticked = desktop.ticked.value;
  return (
    <section class={css.card} aria-labelledby="script-title">
      <h2 id="script-title">{script.title}</h2>
      {isPayment && (
        <p class={css.amount}>
          <span>{facts.invoice}</span>
          <strong>{facts.amount}</strong>
        </p>
      )}
      <ol class={css.steps}>
        {script.steps.map(({ text, hint }) => {
          const key = `${interaction.id} ${text}`;
          return (
            <li key={key}>
              <label>
                <input
                  type="checkbox"
                  checked={ticked.has(key)}
                  onChange={() => {
                    desktop.ticked.value = toggled(ticked, key);
                  }}
                />
                <span>
                  {text}
                  {hint !== undefined && <small>{hint}</small>}
                </span>
              </label>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
