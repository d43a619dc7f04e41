import type { SignInOffer as Offer } from '../../app/view.ts';
import { Icon } from '../icons.tsx';
import type { Ui } from './ui.ts';

/** The panel needs a sign-in: why, how often it will ask, and what to check when its window shows an error. */
export function SignInOffer({ ui, offer }: { readonly ui: Ui; readonly offer: Offer }) {
  const { words, actions } = ui;
  const own = words.signInWords;
  const { why, name = '', isWindowOpen, isKept, registered } = offer;
  // A sign-in that was there and is gone is an alarm; one that is still to come is none.
  const isAlarm = why === 'ended' || why === 'not-theirs';
  return (
    <div class={isAlarm ? 'screen' : 'screen plain'} data-sign-in={why}>
      {isAlarm && <Icon shape="warning" />}
      <div role={isAlarm ? 'alert' : 'status'}>
        <p class="screen-what">{own.offer[why]({ name })}</p>
        <p class="screen-next">{isWindowOpen ? own.inWindow : isKept ? own.once : own.oncePerPanel}</p>
        <p class="screen-native">{words.useGenesys}</p>
      </div>
      <button type="button" class="answer" onClick={() => actions.signIn()}>
        {words.signIn}
      </button>
      {isWindowOpen && <RegisteredValues ui={ui} registered={registered} />}
    </div>
  );
}

function RegisteredValues({ ui, registered }: { readonly ui: Ui; readonly registered: Offer['registered'] }) {
  const { values, clientId, redirectUri } = ui.words.signInWords;
  return (
    <div class="screen-values">
      <p>{values}</p>
      <dl>
        <dt>{clientId}</dt>
        <dd>{registered.clientId}</dd>
        <dt>{redirectUri}</dt>
        <dd>{registered.redirectUri}</dd>
      </dl>
    </div>
  );
}
