import { beforeEach, describe, expect, it } from 'vitest';
import { createSiblings } from '../../../src/panels/siblings.ts';
import { counterIds } from '../../support/browser-fakes.ts';
import { fakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { fakeBrowser } from './fake-browser.ts';

let clock: FakeClock;
let browser: ReturnType<typeof fakeBrowser>;
let panels = 0;
beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
});

function panel(tab: string) {
  const frame = browser.frame();
  const siblings = createSiblings({
    browser: frame.sharing,
    name: 'b',
    tab: { known: () => Promise.resolve({ id: tab, alone: false }), onLate: () => {} },
    clock,
    ids: counterIds(`p${(panels += 1)}`),
  });
  return { frame, siblings, window: siblings.window };
}

/** A panel with an open window, and how often that came to the front. */
function opener(tab: string) {
  const shown = { times: 0 };
  const one = panel(tab);
  const over = one.window.opened(() => void (shown.times += 1));
  return { ...one, shown, over };
}

describe('the window of a sign-in', () => {
  it('is known to the other panels of its tab, and brought to the front by the one that opened it', async () => {
    const two = panel('tab-1');
    const one = opener('tab-1');
    await settle();
    expect(two.window.isElsewhere).toBe(true);
    expect(one.window.isElsewhere).toBe(false);
    expect(await two.window.show()).toBe(true);
    expect(one.shown.times).toBe(1);
  });

  it('is no window of another tab', async () => {
    const two = panel('tab-2');
    const one = opener('tab-1');
    await settle();
    expect(two.window.isElsewhere).toBe(false);
    const showing = two.window.show();
    await clock.pass(300);
    expect(await showing).toBe(false);
    expect(one.shown.times).toBe(0);
  });

  it('is known to a panel that starts later', async () => {
    opener('tab-1');
    await settle();
    const two = panel('tab-1');
    void two.siblings.ask(undefined);
    await settle();
    expect(two.window.isElsewhere).toBe(true);
  });

  it('is not there any more when its panel does not answer', async () => {
    const two = panel('tab-1');
    const one = opener('tab-1');
    await settle();
    one.frame.remove();
    const showing = two.window.show();
    await clock.pass(300);
    expect(await showing).toBe(false);
    expect(two.window.isElsewhere).toBe(false);
  });

  it.each(['over', 'dead'] as const)('is waited for until it is %s', async (how) => {
    const two = panel('tab-1');
    const one = opener('tab-1');
    await settle();
    let isGone = false;
    void two.window.gone().then(() => (isGone = true));
    await clock.pass(30_000);
    expect(isGone).toBe(false);
    if (how === 'over') one.over();
    else one.frame.remove();
    await clock.pass(how === 'over' ? 0 : 4_000);
    await settle();
    expect(isGone).toBe(true);
    expect(one.shown.times).toBe(0);
  });
});
