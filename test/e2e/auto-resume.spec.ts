import type { Locator } from '@playwright/test';
import { SEED } from '../../sandbox/control.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { pass as passInSteps, pauseCall, recordedCall } from './still-clock.ts';

const RULES = { maxSeconds: 20, warnAfterSeconds: 5, extendSeconds: 15, maxExtensions: 1, autoResume: true };

/** In as many steps of the test's own clock as it takes. */
const SOON = { intervals: [10], timeout: 60_000 };

const call = (desk: Desk, config: Record<string, unknown> = { pause: RULES }) => recordedCall(desk, config);
async function pausedCall(desk: Desk, config?: Record<string, unknown>) {
  const called = await call(desk, config);
  await pauseCall(desk, called.region);
  return called;
}
/** Half a second at a time, so that answers come in between. */
const pass = (desk: Desk, seconds: number) => passInSteps(desk, seconds, 500);
const commands = async (desk: Desk, id: string) =>
  (await desk.sandbox.control.requests())
    .filter(({ endpoint, path }) => endpoint === 'pause-own' && path.includes(id))
    .map(({ body }) => (body as { recordingState?: string }).recordingState?.toLowerCase());
const reads = async (desk: Desk, id: string) =>
  (await desk.sandbox.control.requests()).filter(
    ({ endpoint, path }) => endpoint === 'read-call' && path.includes(id),
  ).length;
const row = (region: Locator) => region.locator('.limit-left');
/** Time passes until the countdown says this much, and what is asked for then is answered. */
async function countDownTo(desk: Desk, region: Locator, seconds: number): Promise<void> {
  await expect(async () => {
    await pass(desk, 0.5);
    expect((await row(region).allTextContents()).join()).toContain(`Recording resumes in 00:0${seconds}`);
  }).toPass(SOON);
}
const toasts = async (desk: Desk) => (await desk.messages('showToast')).map(({ message }) => message);
/** However long it is waited for, the call stays paused and its limit alarms. */
async function staysPaused(desk: Desk, { id, region }: { id: string; region: Locator }): Promise<void> {
  await pass(desk, 40);
  await expect(region.getByRole('alert').first()).toHaveText(/Paused for over/);
  expect(await commands(desk, id)).not.toContain('active');
  expect((await desk.truth(id)).securePause).toBe(true);
}
const shows = (desk: Desk, region: Locator, state: string) =>
  expect(async () => {
    await pass(desk, 0.5);
    await expect(region).toHaveAttribute('data-recording-state', state, { timeout: 1 });
  }).toPass(SOON);
const resumed = (desk: Desk, region: Locator) => shows(desk, region, 'recording');

test('a pause ends by itself at its limit, after a countdown, by one command, and says so', async ({
  desk,
}) => {
  const { id, region } = await pausedCall(desk);
  await pass(desk, 6);
  await expect(row(region)).toHaveText(/^00:1\d left$/);
  await countDownTo(desk, region, 9);
  await expect(region).toHaveAttribute('data-safe', 'true');
  expect(await commands(desk, id)).toEqual(['paused']);
  const before = await reads(desk, id);
  await countDownTo(desk, region, 1);
  await expect.poll(() => reads(desk, id)).toBeGreaterThan(before);
  await resumed(desk, region);
  await expect.poll(() => commands(desk, id)).toEqual(['paused', 'active']);
  await pass(desk, 3);
  await expect(region.getByRole('alert')).toHaveText(/Recording resumed automatically\./);
  expect(await toasts(desk)).toEqual(['Recording resumed automatically. Stop taking card details.']);
  await expect
    .poll(async () =>
      (await desk.journal(id)).filter((one) => (one as { trigger?: string }).trigger === 'auto-resume'),
    )
    .toMatchObject([{ phase: 'requested' }, { phase: 'accepted' }, { phase: 'confirmed' }]);
  await region.getByText('Details', { exact: true }).click();
  await expect(region.getByText('Recording, resumed automatically after 00:2')).toBeVisible();
  await pass(desk, 30);
  await expect.poll(() => commands(desk, id)).toEqual(['paused', 'active']);
});

test('nothing of it is asked for or shown where it is not switched on', async ({ desk }) => {
  const called = await pausedCall(desk, {
    pause: RULES,
    queues: { [SEED.queues.payments]: { pause: { autoResume: false } } },
  });
  await pass(desk, 10);
  await expect(row(called.region)).toHaveText(/^00:\d\d left$/);
  await staysPaused(desk, called);
});

test('Pause stops it in its last second, and begins its time anew', async ({ desk }) => {
  const { id, region } = await pausedCall(desk);
  await countDownTo(desk, region, 1);
  await pauseCall(desk, region);
  await pass(desk, 8);
  await expect(region).toHaveAttribute('data-safe', 'true');
  await expect(row(region)).toHaveText(/^00:1\d left$/);
  expect(await commands(desk, id)).toEqual(['paused', 'paused']);
  await resumed(desk, region);
  await expect.poll(() => commands(desk, id)).toEqual(['paused', 'paused', 'active']);
});

test('More time moves it', async ({ desk }) => {
  const { id, region } = await pausedCall(desk);
  await countDownTo(desk, region, 2);
  await region.getByRole('button', { name: 'More time', exact: true }).click();
  await expect(row(region)).toHaveText(/^00:1\d left$/);
  await pass(desk, 10);
  expect(await commands(desk, id)).toEqual(['paused']);
  await resumed(desk, region);
  await expect.poll(() => commands(desk, id)).toEqual(['paused', 'active']);
});

for (const suppressOnHold of [true, false])
  test(`a held call stays paused until it is off hold, where hold audio is ${suppressOnHold ? 'suppressed' : 'recorded'}`, async ({
    desk,
  }) => {
    await desk.sandbox.control.switch({ suppressOnHold });
    const { id, region } = await pausedCall(desk);
    await pass(desk, 6);
    await desk.act({ act: 'hold', conversationId: id });
    await pass(desk, 10);
    await expect(row(region)).toHaveText('Recording resumes once the call is off hold');
    await pass(desk, 20);
    await expect(row(region)).toHaveText('Recording resumes once the call is off hold');
    await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./);
    expect(await commands(desk, id)).toEqual(['paused']);
    await desk.act({ act: 'unhold', conversationId: id });
    await countDownTo(desk, region, 8);
    expect(await commands(desk, id)).toEqual(['paused']);
    await resumed(desk, region);
    await expect.poll(() => commands(desk, id)).toEqual(['paused', 'active']);
  });

const HIDE: readonly (readonly [
  what: string,
  hide: (desk: Desk, id: string, isHidden: boolean) => Promise<void>,
])[] = [
  [
    'the page is hidden',
    (desk, id, isHidden) =>
      desk
        .frame(id)
        .locator('body')
        .evaluate((_body, hidden) => {
          Object.defineProperty(document, 'visibilityState', {
            value: hidden ? 'hidden' : 'visible',
            configurable: true,
          });
          document.dispatchEvent(new Event('visibilitychange'));
        }, isHidden),
  ],
  [
    'the desktop does not show the frame',
    (desk, id, isHidden) =>
      desk.page.locator(`iframe[title*="${id}"]`).evaluate((frame, hidden) => {
        frame.style.display = hidden ? 'none' : '';
      }, isHidden),
  ],
  [
    'the desktop cuts the frame off above the countdown',
    async (desk, id, isHidden) => {
      await desk.page.locator(`iframe[title*="${id}"]`).evaluate((frame, hidden) => {
        frame.style.clipPath = hidden ? 'inset(0 0 calc(100% - 30px) 0)' : '';
      }, isHidden);
      // A browser tells of it with one of its next frames, whatever the clock of the page says.
      const isWhole = () =>
        desk
          .region(id)
          .locator('.limit')
          .evaluate(
            (one) =>
              new Promise<boolean>((resolve) => {
                const observer = new IntersectionObserver(([entry]) => {
                  observer.disconnect();
                  resolve(entry!.intersectionRatio > 0.98);
                });
                observer.observe(one);
              }),
          );
      await expect.poll(isWhole).toBe(!isHidden);
    },
  ],
];
for (const [what, hide] of HIDE)
  test(`it does not end while ${what}, and counts down for 10 s anew afterwards`, async ({ desk }) => {
    const { id, region } = await pausedCall(desk);
    await countDownTo(desk, region, 5);
    await hide(desk, id, true);
    await pass(desk, 25);
    expect(await commands(desk, id)).toEqual(['paused']);
    await expect.poll(() => toasts(desk)).toEqual(['Paused for over 00:20.']);
    await hide(desk, id, false);
    await countDownTo(desk, region, 9);
    await pass(desk, 6);
    expect(await commands(desk, id)).toEqual(['paused']);
    await resumed(desk, region);
    await expect.poll(() => commands(desk, id)).toEqual(['paused', 'active']);
  });

test('it never ends with the wake-up of a computer that has slept', async ({ desk }) => {
  const called = await pausedCall(desk);
  await countDownTo(desk, called.region, 1);
  // A sleep: each timer fires once at most, and late.
  await desk.page.clock.fastForward(8_000);
  expect(await commands(desk, called.id)).toEqual(['paused']);
  await countDownTo(desk, called.region, 9);
  await pass(desk, 6);
  expect(await commands(desk, called.id)).toEqual(['paused']);
});

test('after a sleep in which the channel was lost it does not end any more', async ({ desk }) => {
  const called = await pausedCall(desk);
  await pass(desk, 6);
  await desk.page.clock.fastForward(60_000);
  await staysPaused(desk, called);
});

for (const [what, breakIt] of [
  ['has no locks', () => Object.defineProperty(navigator, 'locks', { value: undefined })],
  [
    'refuses them',
    () =>
      Object.defineProperty(navigator, 'locks', {
        value: { request: () => Promise.reject(new DOMException('No.', 'SecurityError')) },
      }),
  ],
] as const)
  test(`a browser that ${what} ends no pause`, async ({ desk }) => {
    await desk.page.addInitScript(breakIt);
    await staysPaused(desk, await pausedCall(desk));
  });

test('a pause that somebody else has made does not end', async ({ desk }) => {
  const { id, region } = await call(desk);
  await desk.act({ act: 'pause', conversationId: id, by: SEED.users.sol });
  await expect(async () => {
    await pass(desk, 0.5);
    await expect(region).toHaveAttribute('data-safe', 'true', { timeout: 1 });
  }).toPass(SOON);
  await staysPaused(desk, { id, region });
});

test('a pause does not end once another agent was on the call', async ({ desk }) => {
  const called = await pausedCall(desk);
  await desk.act({ act: 'conference', conversationId: called.id, to: SEED.users.ben, by: SEED.users.ada });
  await pass(desk, 3);
  await desk.act({ act: 'hangup', conversationId: called.id, by: SEED.users.ben });
  await pass(desk, 40);
  expect(await commands(desk, called.id)).not.toContain('active');
});

/** Another panel of the agent's, in which a countdown can be seen: a frame without room for it shows none. */
async function secondPanel(desk: Desk, id: string): Promise<Locator> {
  const keeper = await desk.keeper();
  await desk.page.locator('iframe[title="keeper"]').evaluate((frame) => {
    Object.assign(frame.style, { width: '400px', height: '700px' });
  });
  return keeper.locator(`[role="region"][data-conversation-id="${id}"]`);
}

test('of two panels in which the agent has pressed Pause only the last one ends it, by one command', async ({
  desk,
}) => {
  const { id, region } = await pausedCall(desk);
  const other = await secondPanel(desk, id);
  await shows(desk, other, 'paused');
  await pass(desk, 4);
  await pauseCall(desk, other);
  await expect(async () => {
    await pass(desk, 0.5);
    await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20\./, { timeout: 1 });
  }).toPass(SOON);
  expect(await commands(desk, id)).toEqual(['paused', 'paused']);
  await resumed(desk, other);
  await pass(desk, 30);
  await expect.poll(() => commands(desk, id)).toEqual(['paused', 'paused', 'active']);
});

for (const [what, act] of [
  ['nothing else is recorded', undefined],
  ['a screen is recorded', 'screen-start'],
] as const)
  test(`Pause in another panel stops it in its last second, while ${what}`, async ({ desk }) => {
    const { id, region } = await call(desk);
    const other = await secondPanel(desk, id);
    await shows(desk, other, 'recording');
    if (act) await desk.act({ act, conversationId: id });
    await pass(desk, 3);
    await pauseCall(desk, region);
    await shows(desk, other, 'paused');
    await countDownTo(desk, region, 1);
    await other.getByRole('button', { name: 'Pause recording', exact: true }).click();
    await pass(desk, 8);
    await expect(region).toHaveAttribute('data-recording-state', 'paused');
    await expect(other).toHaveAttribute('data-safe', 'true');
    expect(await commands(desk, id)).toEqual(['paused', 'paused']);
  });

test('one that fails is not tried again: the limit alarms, and what failed is said', async ({ desk }) => {
  const { id, region } = await pausedCall(desk);
  await desk.sandbox.control.fault({ fault: 'status', endpoint: 'pause-own', status: 503, times: 0 });
  await countDownTo(desk, region, 1);
  // A clock that ran on without the read before it would make the panel give it up.
  await expect(async () => {
    await pass(desk, 0.5);
    expect(await commands(desk, id)).toEqual(['paused', 'active']);
  }).toPass(SOON);
  await pass(desk, 40);
  expect(await commands(desk, id)).toEqual(['paused', 'active']);
  await expect(region.getByRole('alert').first()).toHaveText(/Paused for over 00:20\./);
  expect((await desk.truth(id)).securePause).toBe(true);
});

test('without the file that counts down nothing ends', async ({ desk }) => {
  const { id, region } = await call(desk);
  await desk.page.route('**/assets/for-limit*', (route) => route.abort());
  await pauseCall(desk, region);
  await staysPaused(desk, { id, region });
});
