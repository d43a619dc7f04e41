import type { Desktop } from '../desktop.ts';
import type { Interaction } from '../interactions.ts';
import css from './Card.module.css';

export function NotesCard({ desktop, interaction }: { desktop: Desktop; interaction: Interaction }) {
  const notes = desktop.notes.value;
  return (
    <section class={css.card} aria-labelledby="notes-title">
      <h2 id="notes-title">Notes</h2>
      <textarea
        class={css.notes}
        aria-labelledby="notes-title"
        rows={4}
        placeholder="What was agreed. No card details."
        value={notes.get(interaction.id) ?? ''}
        onInput={(event) => {
          desktop.notes.value = new Map(notes).set(interaction.id, event.currentTarget.value);
        }}
      />
    </section>
  );
}
