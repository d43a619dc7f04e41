import type { Who } from '../../app/view.ts';
import type { Ui } from './ui.ts';

/** Whose sign-in this is, always in sight: on a shared workstation it may be that of the agent before. */
export function SignedInAs({ ui, who }: { readonly ui: Ui; readonly who: Who }) {
  const { words, actions } = ui;
  const own = words.signInWords;
  return (
    <div class="who" data-settled={who.settled ? 'true' : undefined}>
      <p role={who.asks ? 'status' : undefined}>{who.asks ? own.asks(who) : own.as(who)}</p>
      {who.asks && (
        <button type="button" class="quiet" onClick={() => actions.confirmName()}>
          {own.confirm(who)}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => actions.forgetSignIn()}>
        {own.notYou}
      </button>
    </div>
  );
}
