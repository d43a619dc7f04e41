import { customerFacts } from '../customer.ts';
import type { Interaction } from '../interactions.ts';
import css from './Card.module.css';

export function CustomerCard({ interaction }: { interaction: Interaction }) {
  const facts = customerFacts(interaction.customerName);
  return (
    <section class={css.card} aria-labelledby="customer-title">
      <h2 id="customer-title">Customer</h2>
      <dl class={css.facts}>
        <dt>Account</dt>
        <dd>{facts.account}</dd>
        <dt>Segment</dt>
        <dd>{facts.segment}</dd>
        <dt>Customer since</dt>
        <dd>{facts.since}</dd>
        <dt>Last contact</dt>
        <dd>{facts.lastContact}</dd>
      </dl>
    </section>
  );
}
