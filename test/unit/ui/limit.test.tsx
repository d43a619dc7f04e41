// @vitest-environment happy-dom
import type { ComponentType } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import type { PartProps } from '../../../src/ui/agent/Part.tsx';
import { LimitRow } from '../../../src/ui/limit/LimitRow.tsx';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, NOW, ready } from './views.ts';

afterEach(cleanUp);

const near = (leftMs: number, canExtend = true): Partial<ConversationView> => ({
  limit: { endsAt: NOW + leftMs, isOver: false, canExtend },
});
const over = (canExtend: boolean): ConversationView =>
  makeSafeCall({
    safe: false,
    unsafe: 'expired',
    limit: { endsAt: NOW, isOver: true, canExtend },
    alarms: [{ kind: 'over-limit', seconds: 180 }],
  });

async function showPause(first: ConversationView, loadLimit?: () => Promise<ComponentType<PartProps>>) {
  const panel = show(ready(first), undefined, {}, loadLimit && { loadLimit });
  await settle();
  const { root, clock, view } = panel;
  return {
    ...panel,
    left: () => root.querySelector('.limit-left')?.textContent,
    told: () => root.querySelector('.limit [aria-live]')?.textContent,
    pass: async (ms: number) => {
      clock.pass(ms);
      await settle();
    },
    say: async (next: ConversationView) => {
      view.value = ready(next);
      await settle();
    },
  };
}
const button = { name: 'More time', hidden: true };

describe('a pause past its warning', () => {
  it('counts down what is left, each second, and is marked for scripts', async () => {
    const { ui, left, pass } = await showPause(makeSafeCall(near(85_400)));
    expect(ui.getByRole('region').dataset['limit']).toBe('near');
    expect(left()).toBe('01:26 left');
    await pass(400);
    expect(left()).toBe('01:25 left');
    for (let second = 0; second < 25; second += 1) await pass(1_000);
    expect(left()).toBe('01:00 left');
  });

  it('tells a screen reader what is left at the warning and at round numbers, and nothing between', async () => {
    const { told, pass } = await showPause(makeSafeCall(near(65_000)));
    const heard: (string | undefined)[] = [told()];
    for (let second = 0; second < 64; second += 1) {
      await pass(1_000);
      if (told() !== heard.at(-1)) heard.push(told());
    }
    expect(heard).toEqual(['', '01:04 left', '01:00 left', '00:30 left', '00:10 left']);
  });

  it('tells what is left anew after an extension', async () => {
    const { told, pass, say } = await showPause(makeSafeCall(near(9_000)));
    await pass(1_000);
    expect(told()).toBe('00:08 left');
    await say(makeSafeCall(near(69_000)));
    await pass(1_000);
    expect(told()).toBe('01:07 left');
  });

  it('asks for more time by its button, as long as there is any', async () => {
    const { ui, actions, say } = await showPause(makeSafeCall(near(20_000)));
    ui.getByRole('button', button).click();
    expect(actions.asked).toEqual([`extend ${CALL_ID}`]);
    await say(makeSafeCall(near(20_000, false)));
    expect(ui.queryByRole('button', button)).toBeNull();
  });

  it('takes a double click for one wish', async () => {
    const { ui, actions } = await showPause(makeSafeCall(near(20_000)));
    for (const detail of [1, 2])
      ui.getByRole('button', button).dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
    expect(actions.asked).toEqual([`extend ${CALL_ID}`]);
  });

  it('leaves the state, its clock and both commands where they are', async () => {
    const { ui, say } = await showPause(makeSafeCall());
    const pause = ui.getByRole('button', { name: 'Pause recording' });
    await say(makeSafeCall(near(20_000)));
    expect(ui.getByRole('button', { name: 'Pause recording' })).toBe(pause);
    expect(ui.getByRole('region').querySelector('.commands ~ .state .limit')).not.toBeNull();
    expect(ui.getByRole('status').textContent).toContain('Safe to take details');
    expect(ui.getAllByRole('timer')).toHaveLength(1);
  });

  it('shows nothing of it once the call is recorded', async () => {
    const { root, ui, say } = await showPause(makeSafeCall(near(20_000)));
    await say(makeCall());
    expect(root.querySelector('.limit')).toBeNull();
    expect(ui.getByRole('region').dataset['limit']).toBeUndefined();
  });
});

describe('a pause that ends by itself', () => {
  const ends = (leftMs: number, limit: object = {}): ConversationView =>
    makeSafeCall({
      limit: {
        endsAt: NOW + leftMs,
        isOver: false,
        canExtend: true,
        coming: { at: NOW + leftMs, isInTime: true },
        ...limit,
      },
    });
  /** A frame that is drawn comes when the test says so. */
  let frames: FrameRequestCallback[] = [];
  let isInSight = true;
  /** Otherwise its first line ends so many px below what is in sight. */
  let below = 0;
  /** What a box or frame around it leaves of it. */
  let report = (_ratio: number) => {};
  let shown: number | undefined = 1;
  const draw = () => {
    for (const frame of frames.splice(0)) frame(0);
  };
  beforeEach(() => {
    frames = [];
    isInSight = true;
    below = 0;
    shown = 1;
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(run: (entries: { intersectionRatio: number }[]) => void) {
          report = (intersectionRatio) => run([{ intersectionRatio }]);
        }
        observe = () => shown !== undefined && report(shown);
        disconnect = () => {};
      },
    );
    vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run));
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function rect(this: Element) {
      // With its second line it is twice as high.
      const height = this.querySelector('.limit-way') ? 72 : 36;
      const bottom = isInSight ? -100 : document.documentElement.clientHeight + height - 36 + below;
      return { width: 320, height, top: 0, bottom, left: 0, right: 0 } as DOMRect;
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('says so for its last 12 s, and how to stop that', async () => {
    const { root, left, pass } = await showPause(ends(14_000));
    expect(left()).toBe('00:14 left');
    for (let second = 0; second < 3; second += 1) await pass(1_000);
    expect(root.querySelector('.limit-left')?.firstChild?.textContent).toBe('Recording resumes in 00:11');
    expect(root.querySelector('.limit-way')?.textContent).toBe('Press Pause to stay paused.');
    expect(root.querySelector('.limit button')?.textContent).toBe('More time');
  });

  it('is told once of it when the countdown begins, and anew when it begins anew', async () => {
    const { told, pass, say } = await showPause(ends(20_000));
    const heard: (string | undefined)[] = [told()];
    const listen = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        await pass(1_000);
        if (told() !== heard.at(-1)) heard.push(told());
      }
    };
    await listen(15);
    await say(ends(25_000));
    await listen(2);
    expect(heard).toEqual(['', '00:19 left', 'Recording resumes in 00:12', 'Recording resumes in 00:09']);
  });

  it('tells the application each second that it is seen, and not before it says so', async () => {
    const { actions, pass } = await showPause(ends(14_000));
    draw();
    for (let second = 0; second < 5; second += 1) {
      await pass(1_000);
      draw();
    }
    expect(actions.asked).toEqual(Array.from({ length: 4 }, () => `seen ${CALL_ID}`));
  });

  it.each<[what: string, hide: () => void]>([
    ['draws no frame of it', () => (frames = [])],
    ['does not show it', () => (isInSight = false)],
  ])('tells nothing of the kind where the browser %s', async (_what, hide) => {
    const { actions, pass } = await showPause(ends(10_000));
    for (let second = 0; second < 5; second += 1) {
      hide();
      draw();
      await pass(1_000);
    }
    hide();
    draw();
    expect(actions.asked).toEqual([]);
  });

  it.each([
    ['cut', 0],
    ['out of sight', 100],
  ])(
    'says only what is left while it is %s, then that time is up, and counts down once it is seen',
    async (_what, px) => {
      [isInSight, below] = [false, px];
      const { root, left, told, actions, pass, say } = await showPause(ends(12_000));
      draw();
      await settle();
      const said: (string | undefined)[] = [left()];
      for (let second = 0; second < 3; second += 1) {
        await pass(1_000);
        draw();
        await settle();
        said.push(left());
      }
      expect(said).toEqual(['00:12 left', '00:11 left', '00:10 left', '00:09 left']);
      expect(told()).toBe('00:10 left');
      await pass(9_000);
      const over = { isOver: true, canExtend: false, endsAt: NOW + 12_000 };
      await say(ends(0, { ...over, coming: { at: NOW + 19_000, isInTime: false } }));
      for (let second = 0; second < 10; second += 1) {
        await pass(1_000);
        draw();
        await settle();
        expect(left()).toBe('Time is up');
      }
      expect(actions.asked).toEqual([]);
      isInSight = true;
      await say(ends(0, { ...over, coming: { at: NOW + 32_000, isInTime: false } }));
      await pass(500);
      draw();
      await settle();
      expect(actions.asked).toEqual([]);
      expect(root.querySelector('.limit-left')?.firstChild?.textContent).toBe('Recording resumes in 00:10');
      draw();
      expect(actions.asked).toEqual([`seen ${CALL_ID}`]);
    },
  );

  it('is not seen where the desktop cuts its frame off, nor before the browser knows', async () => {
    shown = undefined;
    const { actions, left, pass } = await showPause(ends(12_000));
    draw();
    await settle();
    expect(actions.asked).toEqual([]);
    report(0.4);
    draw();
    await settle();
    for (let second = 0; second < 3; second += 1) {
      await pass(1_000);
      draw();
      await settle();
    }
    expect(left()).toBe('00:09 left');
    expect(actions.asked).toEqual([]);
    report(1);
    for (let second = 0; second < 2; second += 1) {
      await pass(1_000);
      draw();
      await settle();
    }
    expect(actions.asked.at(-1)).toBe(`seen ${CALL_ID}`);
  });

  it('says that time is up while its resume is on its way', async () => {
    const { left, pass, say } = await showPause(ends(1_000));
    await pass(1_000);
    await say({ ...ends(1_000, { isOver: true }), pending: 'resume' });
    expect(left()).toBe('Time is up');
  });

  it('goes on being seen at 00:00, while what it waits for is on its way', async () => {
    const { root, actions, pass } = await showPause(ends(1_000));
    await pass(1_000);
    await pass(500);
    draw();
    expect(root.querySelector('.limit-left')?.firstChild?.textContent).toBe('Recording resumes in 00:00');
    expect(actions.asked.at(-1)).toBe(`seen ${CALL_ID}`);
  });

  it('waits for the end of a hold, and says so from the last 12 s on', async () => {
    const held = { coming: 'held' as const };
    const { left, told, pass, say, actions } = await showPause(ends(14_000, held));
    expect(left()).toBe('00:14 left');
    for (let second = 0; second < 3; second += 1) await pass(1_000);
    expect(left()).toBe('Recording resumes once the call is off hold');
    expect(told()).toBe('Recording resumes once the call is off hold');
    await say(makeSafeCall({ limit: { endsAt: NOW, isOver: true, canExtend: false, ...held } }));
    expect(left()).toBe('Recording resumes once the call is off hold');
    draw();
    expect(actions.asked).toEqual([]);
  });

  it('says that it has ended, in an alert that stays until it is read', async () => {
    const { ui, actions } = await showPause(makeCall({ alarms: [{ kind: 'resumed-automatically' }] }));
    expect(ui.getByRole('alert').textContent).toContain('Recording resumed automatically.');
    ui.getByRole('button', { name: 'Understood', hidden: true }).click();
    expect(actions.asked).toEqual([`settle ${CALL_ID}`]);
  });
});

describe('a pause over its limit', () => {
  it('says so in an alert with what to do, and offers more time while that is left', async () => {
    const { ui, left, say } = await showPause(over(true));
    expect(ui.getByRole('region').dataset['limit']).toBe('over');
    expect(ui.getByRole('alert').textContent).toContain(
      'Paused for over 03:00. Resume when no more card details follow.',
    );
    expect(left()).toBe('Time is up');
    expect(ui.getByRole('button', button)).toBeTruthy();
    await say(over(false));
    expect(left()).toBeUndefined();
    expect(ui.getByRole('alert').textContent).toContain('Paused for over 03:00.');
  });
});

describe('where the row does not come', () => {
  it.each<[what: string, load: () => Promise<ComponentType<PartProps>>]>([
    ['is missing', () => Promise.reject(new Error('No such file.'))],
    [
      'fails',
      async () => () => {
        throw new Error('Broken.');
      },
    ],
  ])('says what to do, and alarms all the same: its file %s', async (_what, load) => {
    const { root, ui, say } = await showPause(makeSafeCall(near(20_000)), load);
    expect(root.querySelector('.limit')?.textContent).toBe('Resume when no more card details follow.');
    expect(ui.getByRole('status').textContent).toContain('Safe to take details');
    await say(over(true));
    expect(ui.getByRole('alert').textContent).toContain('Paused for over 03:00.');
  });

  it('shows the call as it is while it is on its way', async () => {
    const { root, ui } = await showPause(makeSafeCall(near(20_000)), () => new Promise(() => {}));
    expect(root.querySelector('.limit')).toBeNull();
    expect(ui.getByRole('status').textContent).toContain('Safe to take details');
  });

  it('says what to do 8 s later, and counts down once it comes after all', async () => {
    let come: (part: ComponentType<PartProps>) => void = () => {};
    const late = new Promise<ComponentType<PartProps>>((resolve) => (come = resolve));
    const { root, left, pass } = await showPause(makeSafeCall(near(20_000)), () => late);
    await pass(8_000);
    expect(root.querySelector('.limit')?.textContent).toBe('Resume when no more card details follow.');
    come(LimitRow);
    await settle();
    expect(left()).toBe('00:12 left');
  });
});
