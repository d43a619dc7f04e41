import type { Agenda } from '../agenda.ts';
import { capturedNow } from '../payload-facts.ts';
import type { PanelPage } from '../page.ts';
import type { Simulated } from '../platform.ts';
import type { Workplace } from './workplace.ts';

/** Longer than a panel looks again by itself, and than a window that was given up still counts. */
const QUIET_MS = 200_000;
/** A person at a sign-in form, and the channel of a panel. */
const SIGN_IN_MS = 60_000;
const PAUSE_MS = 20_000;

/** All trouble is over: who needs a click says so, one click is enough, and a pause that is pressed then comes true. */
export async function checkWorkplaceRecovery({
  agenda,
  platform,
  workplace,
  fail,
  until,
}: {
  readonly agenda: Agenda;
  readonly platform: Simulated;
  readonly workplace: Workplace;
  fail(rule: string, what: string): void;
  until(end: number): Promise<void>;
}): Promise<void> {
  const later = (ms: number) => until(agenda.now() + ms);
  async function signInWhereAsked(): Promise<void> {
    for (let tries = 0; tries < 6 && workplace.pages.some(isOut); tries += 1) {
      for (const page of workplace.pages) if (isOut(page)) page.run(() => page.actions.signIn());
      await later(SIGN_IN_MS);
    }
  }
  workplace.endTrouble();
  await later(QUIET_MS);
  // One more change of agents, in a tab that may have kept the sign-in of the one before.
  workplace.perform({ do: 'hand-over', leavesCall: false, callsFirst: true });
  await later(10_000);
  workplace.perform({ do: 'close', tab: 0, panel: 1 });
  // The conversation tells whose a kept token is, and this is how long the panel looks for it.
  await later(40_000);
  for (const page of workplace.pages) {
    const view = page.view();
    if (view.phase !== 'ready' && view.phase !== 'signed-out')
      fail('offers the sign-in', `it shows ${view.phase}`);
    if (view.phase === 'ready' && !workplace.isNameOf(view.who.name, workplace.person))
      fail('another is put aside', `it still goes by the token of ${view.who.name}`);
  }
  await signInWhereAsked();
  workplace.perform({ do: 'open', tab: 0, panel: 1 });
  await later(20_000);
  // Where nothing can be kept or shared each panel asks once.
  await signInWhereAsked();
  for (const page of workplace.pages) {
    const view = page.view();
    if (view.phase !== 'ready' || !view.who.settled)
      fail('a click signs in', `it shows ${JSON.stringify(view).slice(0, 120)}`);
    const shown = page.conversations();
    if (shown.length === 0) fail('shows the call', 'there is none');
  }
  for (const page of workplace.pages) if (page.conversationId !== undefined) workplace.press(page, 'pause');
  await later(PAUSE_MS);
  for (const page of workplace.pages) {
    const shown = page.conversations().find(({ conversationId }) => conversationId === page.conversationId);
    const truth = platform.truth().conversations.find(({ id }) => id === page.conversationId);
    if (page.conversationId === undefined || truth === undefined) continue;
    if (capturedNow(truth).policy) fail('a press comes true', 'the call is recorded 20 s after Pause');
    if (shown?.state !== 'paused') fail('a press comes true', `it shows ${shown?.state}`);
  }
}

const isOut = (page: PanelPage): boolean => ['signed-out', 'problem'].includes(page.view().phase);
