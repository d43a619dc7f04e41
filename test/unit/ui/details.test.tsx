// @vitest-environment happy-dom
import type { ComponentType } from 'preact';
import { afterEach, expect, it } from 'vitest';
import type { DetailsProps } from '../../../src/ui/agent/Details.tsx';
import { DetailsBody } from '../../../src/ui/details/DetailsBody.tsx';
import { settle } from '../../support/fake-clock.ts';
import { openDetails } from '../../support/open-details.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, makeCall, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

type Body = ComponentType<DetailsProps>;

/** The panel of one call, with a file of the details that comes, or does not, when the test says so. */
function showWithout() {
  const loads: { come: (body: Body) => void; fail: () => void }[] = [];
  const panel = show(ready(makeCall()), undefined, {}, undefined, () => {
    return new Promise<Body>((resolve, reject) => {
      loads.push({ come: resolve, fail: () => reject(new Error('No such file.')) });
    });
  });
  return { ...panel, loads };
}

it('loads what stands below its summary on the first opening, and once', async () => {
  const { root, ui, loads } = showWithout();
  expect(ui.getByText('Details').tagName).toBe('SUMMARY');
  await settle();
  expect(loads).toHaveLength(0);
  const details = await openDetails(root);
  expect(details.textContent).toContain('Loading…');
  loads[0]?.come(DetailsBody);
  await settle();
  expect(details.textContent).not.toContain('Loading…');
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  details.open = false;
  await settle();
  details.open = true;
  await settle();
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  expect(loads).toHaveLength(1);
});

it('says in words that it does not come, leaves the call alone, and asks again when it is opened again', async () => {
  const { root, view, ui, actions, loads, bugs } = showWithout();
  const details = await openDetails(root);
  loads[0]?.fail();
  await settle();
  expect(details.textContent).toContain('Details cannot be loaded. Everything else works.');
  ui.getByRole('button', { name: 'Pause recording' }).click();
  view.value = ready(makeSafeCall());
  expect(ui.getByRole('status').textContent).toContain('Safe to take details');
  expect(actions.asked).toEqual([`pause ${CALL_ID}`]);
  expect(ui.getByRole('button', { name: 'Forget sign-in', hidden: true })).toBeTruthy();
  details.open = false;
  await settle();
  details.open = true;
  await settle();
  loads[1]?.come(DetailsBody);
  await settle();
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  expect(bugs).toEqual([]);
});

it('contains a failure of what it has loaded, and tells of it', async () => {
  const { root, ui, loads, bugs } = showWithout();
  const details = await openDetails(root);
  loads[0]?.come(() => {
    throw new Error('Broken.');
  });
  await settle();
  expect(details.textContent).toContain('Details cannot be loaded.');
  expect(ui.getByRole('region').dataset['recordingState']).toBe('recording');
  expect(bugs).toHaveLength(1);
});
