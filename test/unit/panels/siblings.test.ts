import { beforeEach, describe, expect, it } from 'vitest';
import type { BrowserSharing } from '../../../src/panels/browser.ts';
import { createSiblings } from '../../../src/panels/siblings.ts';
import { counterIds } from '../../support/browser-fakes.ts';
import { fakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { deniedSharing, fakeBrowser } from './fake-browser.ts';

let clock: FakeClock;
let browser: ReturnType<typeof fakeBrowser>;
beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
});

let panels = 0;
function panel(id: string | undefined, sharing: BrowserSharing = browser.frame().sharing, alone = false) {
  return createSiblings({
    browser: sharing,
    name: 'b',
    tab: { known: () => Promise.resolve(id === undefined ? undefined : { id, alone }), onLate: () => {} },
    clock,
    ids: counterIds(`p${(panels += 1)}`),
  });
}

const token = (userId: string, settled = false) => ({
  token: `secret of ${userId}`,
  expiresAt: 1,
  userId,
  settled,
});

/** What a panel of this tab hears without having asked. */
function listenIn(id: string): string[] {
  const heard: string[] = [];
  panel(id).listen({
    here: ({ userId, sameTab }) => heard.push(`here ${userId} ${sameTab ? 'in this tab' : 'elsewhere'}`),
    settled: (userId) => heard.push(`settled ${userId}`),
    forget: () => heard.push('forget'),
    placed: () => heard.push('placed'),
  });
  return heard;
}

/** What came within the time that a panel waits. */
async function given<T>(asked: Promise<T>): Promise<T> {
  await clock.pass(300);
  return asked;
}

describe('siblings', () => {
  it('give their token on request, to panels of the same tab', async () => {
    panel('tab-1').offer(() => token('ada'));
    expect(await given(panel('tab-1').ask(undefined))).toEqual(token('ada'));
    expect(await given(panel('tab-2').ask(undefined))).toBeUndefined();
  });

  it('give it across tabs only to a panel that knows its user, and only that user’s', async () => {
    panel('tab-1').offer(() => token('ada'));
    expect(await given(panel('tab-2').ask('ada'))).toEqual(token('ada'));
    expect(await given(panel('tab-1').ask('ben'))).toBeUndefined();
  });

  it('say that there is a token without saying it', async () => {
    const near = listenIn('tab-1');
    const far = listenIn('tab-2');
    const one = panel('tab-1');
    one.offer(() => token('ada'));
    await settle();
    one.announce('ada');
    await settle();
    expect(near).toEqual(['here ada in this tab']);
    expect(far).toEqual(['here ada elsewhere']);
    expect(JSON.stringify(browser.posted)).not.toContain('secret');
  });

  it('say who works at a tab, and that its sign-in is to be forgotten, to the panels of that tab only', async () => {
    const near = listenIn('tab-1');
    const far = listenIn('tab-2');
    const one = panel('tab-1');
    await settle();
    one.settle('ada');
    one.forget();
    await settle();
    expect(near).toEqual(['settled ada', 'forget']);
    expect(far).toEqual([]);
  });

  it('tell of a token that it is settled whose it is, within the tab only', async () => {
    panel('tab-1').offer(() => token('ada', true));
    expect(await given(panel('tab-1').ask(undefined))).toEqual(token('ada', true));
    expect(await given(panel('tab-2').ask('ada'))).toEqual(token('ada', false));
  });

  it('tell who is new in the tab who works at it, whosever token that one has', async () => {
    panel('tab-1').offer(() => token('ben', true));
    const heard: string[] = [];
    const newcomer = panel('tab-1');
    newcomer.listen({
      here: () => {},
      settled: (userId) => heard.push(userId),
      forget: () => {},
      placed: () => {},
    });
    await given(newcomer.ask('ada'));
    expect(heard).toEqual(['ben']);
    await given(panel('tab-2').ask('ben'));
    expect(heard).toEqual(['ben']);
  });

  it('are not waited for by the first panel of a tab, until it has heard of another', async () => {
    const alone = panel('tab-1', browser.frame().sharing, true);
    expect(await alone.ask(undefined)).toBeUndefined();
    expect(clock.waiting).toBe(0);
    const other = panel('tab-1');
    other.offer(() => token('ada'));
    await settle();
    other.announce('ada');
    await settle();
    expect(await given(alone.ask(undefined))).toEqual(token('ada'));
  });

  it('are not waited for longer than 300 ms', async () => {
    const asked = panel('tab-1').ask(undefined);
    await clock.pass(300);
    expect(await asked).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  it('that answer too late to be waited for are there all the same', async () => {
    const busy = panel('tab-1');
    const heard: string[] = [];
    const asking = panel('tab-1');
    asking.listen({
      here: ({ userId, sameTab }) => heard.push(`here ${userId} ${sameTab ? 'in this tab' : 'elsewhere'}`),
      settled: () => {},
      forget: () => {},
      placed: () => {},
    });
    expect(await given(asking.ask(undefined))).toBeUndefined();
    busy.offer(() => token('ada'));
    const [wanted] = browser.posted;
    browser.frame().sharing.broadcast('rc1.tokens.b').postMessage(wanted);
    await settle();
    expect(heard).toEqual(['here ada in this tab']);
    expect(await given(asking.ask(undefined))).toEqual(token('ada'));
  });

  it('learn of which tab they are after all, and take part in it from then on', async () => {
    let late: string | undefined;
    const listeners = new Set<() => void>();
    const one = createSiblings({
      browser: browser.frame().sharing,
      name: 'b',
      tab: {
        known: () => Promise.resolve(late === undefined ? undefined : { id: late, alone: false }),
        onLate: (run) => void listeners.add(run),
      },
      clock,
      ids: counterIds('late'),
    });
    let placed = 0;
    one.listen({ here: () => {}, settled: () => {}, forget: () => {}, placed: () => (placed += 1) });
    one.offer(() => token('ada'));
    await settle();
    expect(await given(panel('tab-1').ask(undefined))).toBeUndefined();
    late = 'tab-1';
    for (const run of listeners) run();
    await settle();
    expect(placed).toBe(1);
    expect(await given(panel('tab-1').ask(undefined))).toEqual(token('ada'));
  });

  it('are not asked by a panel that knows neither its tab nor its user', async () => {
    panel(undefined).offer(() => token('ada'));
    expect(await panel(undefined).ask(undefined)).toBeUndefined();
    expect(browser.posted).toEqual([]);
  });

  it('are none where the browser denies sharing', async () => {
    const alone = panel('tab-1', deniedSharing);
    expect(await alone.ask(undefined)).toBeUndefined();
    expect(await alone.oneAtATime(async () => 'done')).toBe('done');
  });

  it.each([
    ['null', null],
    ['another version', { rc: 'tokens', v: 2, kind: 'given', id: 'x', ...token('eve') }],
    ['no time', { rc: 'tokens', v: 1, kind: 'given', id: 'x', token: 't', userId: 'eve', expiresAt: 'soon' }],
    [
      'an empty token',
      { rc: 'tokens', v: 1, kind: 'given', id: 'x', token: '', userId: 'eve', expiresAt: 1 },
    ],
    ['an answer to another question', { rc: 'tokens', v: 1, kind: 'given', id: 'other', ...token('eve') }],
  ])('are not believed: %s', async (_what, data) => {
    const evil = browser.frame().sharing.broadcast('rc1.tokens.b');
    evil.addEventListener('message', (event) => {
      const { id } = event.data as { id: string };
      evil.postMessage(
        typeof data === 'object' && data?.id === 'x' && typeof id === 'string' ? { ...data, id } : data,
      );
    });
    expect(await given(panel('tab-1').ask(undefined))).toBeUndefined();
  });

  it('sign in one after the other: ten panels, one token', async () => {
    let made = 0;
    const outcomes = Array.from({ length: 10 }, () => {
      const one = panel('tab-1');
      return one.oneAtATime(async () => {
        const found = await one.ask(undefined);
        if (found !== undefined) return found.token;
        made += 1;
        one.offer(() => token('ada'));
        return 'made';
      });
    });
    for (let step = 0; step < 100; step += 1) await clock.pass(10);
    expect((await Promise.all(outcomes)).slice(0, 2)).toEqual(['made', 'secret of ada']);
    expect(made).toBe(1);
  });

  it('do not wait for one that never comes to an end', async () => {
    void panel('tab-1').oneAtATime(() => new Promise(() => {}));
    const next = panel('tab-1').oneAtATime(async () => 'in no order');
    await clock.pass(4_000);
    expect(await next).toBe('in no order');
  });

  it('keep their order when this page was too busy to see that its turn has come', async () => {
    let end = () => {};
    const ran: string[] = [];
    const first = panel('tab-1').oneAtATime(() => new Promise<void>((resolve) => (end = resolve)));
    const next = panel('tab-1').oneAtATime(async () => void ran.push('next'));
    clock.sleep(4_500);
    await clock.pass(0);
    expect(ran).toEqual([]);
    end();
    await Promise.all([first, next]);
    expect(ran).toEqual(['next']);
  });
});
