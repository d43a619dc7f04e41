// @vitest-environment happy-dom
import type { ComponentType } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConversationView } from '../../../src/app/view.ts';
import type { PartProps } from '../../../src/ui/agent/Part.tsx';
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
});
