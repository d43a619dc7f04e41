import type { Locator } from '@playwright/test';
import { expect, test, type Desk } from './fixtures.ts';
import { INTERVALS, pass, pauseCall, recordedCall } from './still-clock.ts';

const state = 'data-recording-state';
const NOT_YET = /^00:\d\d–00:\d\d Not known yet whether this pause was left out of the recording$/;
const PROVED = /^00:\d\d–00:\d\d Left out of the voice recording$/;
const MISSING = /^00:\d\d–00:\d\d This pause is on the recording\. Tell your supervisor\.$/;
const NOT_SHOWN = 'Whether your pauses were left out of the recording is not known here.';
/** By then the recordings of a call are there. */
const LATER_MS = 10_000;

type Wanted = NonNullable<Parameters<Desk['call']>[0]> & { readonly isPaused?: boolean };

/** A call that is over; with a pause in it of which the panel said *safe*, unless told otherwise. */
async function endedCall(desk: Desk, { isPaused = true, ...request }: Wanted = {}) {
  await desk.open({ clock: true });
  const id = await desk.call(request);
  const region = desk.region(id);
  await expect(region).toHaveAttribute(state, 'recording');
  const press = (name: string) => region.getByRole('button', { name, exact: true }).click();
  if (isPaused) {
    await press('Pause recording');
    await expect(region).toHaveAttribute('data-safe', 'true');
    await desk.page.clock.runFor(1_000);
    await press('Resume recording');
    await expect(region).toHaveAttribute(state, 'recording');
    await expect(region).not.toHaveAttribute('data-pending');
  }
  return {
    id,
    region,
    async end() {
      await desk.act({ conversationId: id, act: 'customer-hangup' });
      await expect(region).toHaveAttribute(state, 'ended');
    },
  };
}

/** What stands under *This call*, unfolded. */
const unfold = (region: Locator) => region.locator('summary').click();
const told = (region: Locator) =>
  region
    .getByRole('listitem')
    .allInnerTexts()
    .then((all) => all.map((one) => one.replace(/\s+/g, ' ')));

/** The same after 5 s more of the page's time, again and again. */
const laterTold = (desk: Desk, region: Locator) =>
  expect.poll(async () => {
    await desk.page.clock.runFor(5_000);
    return told(region);
  }, INTERVALS);

/** How often Genesys was asked for what it has recorded. */
const asked = async (desk: Desk) =>
  (await desk.sandbox.control.requests()).filter(({ endpoint }) => endpoint?.startsWith('recording-')).length;

test('after the call This call says that a pause was left out of the recording, as soon as that is known', async ({
  desk,
}) => {
  await desk.sandbox.control.switch({ agentsSeeRecordings: true });
  const { region, end } = await endedCall(desk);
  await unfold(region);
  await end();
  await expect.poll(() => told(region)).toContainEqual(expect.stringMatching(NOT_YET));
  await desk.sandbox.control.clock({ advanceMs: LATER_MS });
  await laterTold(desk, region).toContainEqual(expect.stringMatching(PROVED));
});

test('after the call This call takes back that a pause was left out once a recording is listed late that has it', async ({
  desk,
}) => {
  await desk.sandbox.control.switch({ agentsSeeRecordings: true });
  const { region, end } = await endedCall(desk, { recorders: ['customer', 'agent'] });
  let isLate = false;
  let late: string | undefined;
  await desk.page.route(/recordingmetadata/, async (route) => {
    const response = await route.fetch();
    if (route.request().method() !== 'GET') return route.fulfill({ response });
    const all = (await response.json()) as { readonly id: string }[];
    late = all[1]?.id ?? late;
    return route.fulfill({ response, json: isLate ? all : all.slice(0, 1) });
  });
  await desk.page.route(/annotations/, async (route) => {
    const isOfLate = route.request().method() === 'GET' && late && route.request().url().includes(late);
    const response = await route.fetch();
    return route.fulfill({ response, ...(isOfLate && { json: [] }) });
  });
  await unfold(region);
  await end();
  await desk.sandbox.control.clock({ advanceMs: LATER_MS });
  await laterTold(desk, region).toContainEqual(expect.stringMatching(PROVED));
  isLate = true;
  await laterTold(desk, region).toContainEqual(expect.stringMatching(MISSING));
});

test('after the call This call says that a pause is on the recording, and whom to tell', async ({ desk }) => {
  await desk.sandbox.control.switch({ agentsSeeRecordings: true });
  const { id, region, end } = await endedCall(desk);
  await desk.sandbox.control.recording({ conversationId: id, pausesMissing: true });
  await end();
  await desk.sandbox.control.clock({ advanceMs: LATER_MS });
  await unfold(region);
  await expect.poll(() => told(region)).toContainEqual(expect.stringMatching(NOT_YET));
  await laterTold(desk, region).toContainEqual(expect.stringMatching(MISSING));
});

test('after the call This call says what of a pause over its limit is on the recording', async ({ desk }) => {
  await desk.sandbox.control.switch({ agentsSeeRecordings: true });
  const pause = { maxSeconds: 20, warnAfterSeconds: 10, extendSeconds: 15, maxExtensions: 1 };
  const { id, region } = await recordedCall(desk, { pause });
  await desk.sandbox.control.recording({ conversationId: id, pausesShortMs: 12_000 });
  await pauseCall(desk, region);
  await pass(desk, 40, 1_000);
  await expect(region.getByRole('alert')).toHaveText(/Paused for over 00:20/);
  await region.getByRole('button', { name: 'Resume recording', exact: true }).click();
  await pass(desk, 3, 500);
  await desk.act({ conversationId: id, act: 'customer-hangup' });
  await unfold(region);
  await desk.sandbox.control.clock({ advanceMs: LATER_MS });
  await laterTold(desk, region).toContainEqual(
    expect.stringMatching(
      /^00:\d\d–00:\d\d Part of this pause is on the recording \(.*\)\. Tell your supervisor\.$/,
    ),
  );
  expect(await told(region)).toContainEqual(expect.stringMatching(PROVED));
});

test('an agent without the right is told so after the call, and Genesys is not asked', async ({ desk }) => {
  const { region, end } = await endedCall(desk);
  await unfold(region);
  await end();
  await expect(region).toContainText(`${NOT_SHOWN} Your role lacks “Recording > Recording > View”.`);
  await desk.page.clock.runFor(60_000);
  expect((await told(region)).join('\n')).not.toMatch(/recording\b.*(left out|known)/i);
  expect(await asked(desk)).toBe(0);
});

test('what Genesys refuses after the call is said, and not asked for again', async ({ desk }) => {
  await desk.sandbox.control.switch({ agentsSeeRecordings: true });
  const { region, end } = await endedCall(desk);
  await desk.sandbox.control.fault({
    fault: 'status',
    endpoint: 'recording-metadata',
    status: 403,
    code: 'not.authorized',
    times: 0,
  });
  await end();
  await unfold(region);
  await expect(region).toContainText(`${NOT_SHOWN} Genesys does not allow this.`);
  await desk.page.clock.runFor(60_000);
  expect(await asked(desk)).toBe(1);
});

for (const { what, isPaused, isOpen } of [
  { what: 'that was not paused, with Details open', isPaused: false, isOpen: true },
  { what: 'that was paused, with Details closed', isPaused: true, isOpen: false },
])
  test(`of a call ${what}, Genesys is asked for no recording`, async ({ desk }) => {
    await desk.sandbox.control.switch({ agentsSeeRecordings: true });
    const { region, end } = await endedCall(desk, { isPaused });
    if (isOpen) {
      await unfold(region);
      // What loads it must not wait for a clock that the test moves on.
      await expect.poll(() => told(region)).not.toEqual([]);
    }
    await end();
    await desk.sandbox.control.clock({ advanceMs: LATER_MS });
    await desk.page.clock.runFor(60_000);
    if (isOpen) await expect.poll(() => told(region)).toContainEqual(expect.stringContaining('ended'));
    expect(await asked(desk)).toBe(0);
  });
