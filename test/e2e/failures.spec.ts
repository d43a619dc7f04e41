import type { EndpointName, FaultRequest } from '../../sandbox/control.ts';
import { expect, test } from './fixtures.ts';

const state = 'data-recording-state';

type Refused = Omit<Extract<FaultRequest, { fault: 'status' }>, 'fault' | 'endpoint'>;

/** Some cells of the failure table (test/support/failure-cells.ts), told by a real platform in a real browser. */
const CELLS: readonly {
  readonly press: string;
  readonly paused: boolean;
  readonly endpoint: EndpointName;
  readonly refusal: Refused;
  readonly code: string;
  readonly text: string;
}[] = [
  {
    press: 'Pause recording',
    paused: false,
    endpoint: 'pause-own',
    refusal: { status: 429, retryAfter: '60', times: 0 },
    code: 'REC-429',
    text: 'Still recording. Do not take card details. Genesys accepts no request for 60 s.',
  },
  {
    press: 'Resume recording',
    paused: true,
    endpoint: 'pause-own',
    refusal: { status: 503, times: 0 },
    code: 'REC-500',
    text: 'Still paused. The call is not being recorded. Genesys reports a fault. Press the button again.',
  },
  {
    press: 'Start snippet',
    paused: false,
    endpoint: 'snippet',
    refusal: { status: 404, code: 'conversation.error.conversation.not.found', times: 3 },
    code: 'REC-404',
    text: 'Snippet not started. Genesys cannot find this call.',
  },
];

for (const { press, paused, endpoint, refusal, code, text } of CELLS) {
  test(`the agent presses ${press}, the platform answers ${code}, the panel says what is true and what to do`, async ({
    desk,
  }) => {
    await desk.open();
    const id = await desk.call();
    const region = desk.region(id);
    await expect(region).toHaveAttribute(state, 'recording');
    if (paused) {
      await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
      await expect(region).toHaveAttribute('data-safe', 'true');
    }
    await desk.sandbox.control.fault({ fault: 'status', endpoint, ...refusal });
    // From the header: Chromium keeps no body of a request that may outlive its page.
    let trace = 'no answer';
    desk.page.on('response', (response) => {
      if (response.status() === refusal.status)
        trace = response.headers()['inin-correlation-id'] ?? 'no trace';
    });
    await region.getByRole('button', { name: press, exact: true }).click();
    await expect(region).toHaveAttribute('data-failure', code);
    await expect(region).toHaveAttribute('data-outcome', 'failed');
    await expect(region.getByRole('alert')).toContainText(text);
    await expect(region).toHaveAttribute(state, paused ? 'paused' : 'recording');
    await region.getByText('Details', { exact: true }).click();
    await expect(region.locator('details')).toContainText('Genesys trace');
    await expect(region.getByTitle(trace)).toBeVisible();
  });
}
