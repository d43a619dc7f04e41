import { describe, expect, it } from 'vitest';
import { follow } from '../../../src/panels/following.ts';
import type { PanelMessage } from '../../../src/panels/message.ts';
import { counterIds } from '../../support/browser-fakes.ts';
import { recording } from '../../support/builders.ts';
import { driveCall } from '../../support/call-driver.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** Found by `npm run simulate`, seed 3: after a sleep a panel went on claiming for as long as the channel had been quiet. */
describe('a panel that joins a channel', () => {
  it('counts the silence before it came, also after a sleep', () => {
    const call = driveCall();
    call.give({ kind: 'opened', generation: 1, quietMs: 20_000 });
    call.read(recording());
    call.pass(1_000);
    call.read(recording());
    expect(call.call.claim.state).toBe('recording');
    expect(call.call.claim.validUntil).toBe(15_000);
    call.sleep(15_000);
    call.give({ kind: 'tick' });
    expect(call.call.claim.state).toBe('unknown');
  });

  it('hears from the leader how long that is', () => {
    const quiet: number[] = [];
    const posted: PanelMessage[] = [];
    const following = follow({
      clock: fakeClock(),
      ids: counterIds('question'),
      post: (message) => posted.push(message),
      read: () => undefined,
      opened: (quietMs) => quiet.push(quietMs),
      report: () => undefined,
      alone: () => undefined,
    });
    expect(posted).toEqual([{ kind: 'hello', ask: 'question-1' }]);
    following.hear({ kind: 'state', to: 'question-1', term: 'a.1', quietMs: 20_000 });
    expect(quiet).toEqual([20_000]);
    following.end();
  });
});
