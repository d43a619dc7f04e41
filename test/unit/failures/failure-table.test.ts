// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  CELLS,
  DEMANDED,
  FAULTS,
  NATIVE,
  TRACE,
  type Cell,
  type FaultName,
} from '../../support/failure-cells.ts';
import { settle } from '../../support/fake-clock.ts';
import { openDetails } from '../../support/open-details.ts';
import { openPanel } from '../../support/real-panel.ts';

type Panel = Awaited<ReturnType<typeof openPanel>>;
const opened: Panel[] = [];
afterEach(() => {
  for (const panel of opened.splice(0)) panel.close();
});

/** Clicks once, has every request of it treated by the fault, and lets all that was begun come to its end. */
async function ask(action: (typeof DEMANDED.actions)[number], fault: FaultName): Promise<Panel> {
  const panel = await openPanel(action);
  opened.push(panel);
  panel.platform.treatCommands(() => FAULTS[fault](action, panel.clock.wall()));
  panel.click();
  expect(panel.region().dataset['pending']).toBe(action);
  await panel.finish();
  return panel;
}

const alertOf = (panel: Panel) => panel.region().querySelector('[role="alert"]')?.textContent ?? '';

async function copied(panel: Panel): Promise<string> {
  let text = '';
  vi.stubGlobal('navigator', { clipboard: { writeText: async (given: string) => void (text = given) } });
  await openDetails(panel.root);
  panel.button('Copy')?.click();
  await settle();
  vi.unstubAllGlobals();
  return text;
}

async function expectCell(panel: Panel, cell: Cell): Promise<void> {
  const { recordingState, outcome, failure, pending } = panel.region().dataset;
  expect({ recordingState, outcome, failure, pending }).toEqual({
    recordingState: cell.state,
    outcome: cell.outcome,
    failure: cell.failure,
    pending: undefined,
  });
  expect(panel.platform.commands).toHaveLength(cell.requests);
  expect(alertOf(panel).startsWith(cell.truth ?? '')).toBe(true);
  for (const sentence of cell.next) expect(alertOf(panel)).toContain(sentence);
  if (cell.failure) expect(alertOf(panel).includes(NATIVE)).toBe(cell.next.includes(NATIVE));
  if (cell.failure) expect(alertOf(panel)).toContain(cell.failure);
  expect((await copied(panel)).includes(TRACE)).toBe(cell.hasTrace);
  const last = panel.told.findLast((facts) => facts.phase !== 'observed');
  expect(last).toMatchObject({ phase: cell.outcome ?? 'confirmed' });
  expect(last?.correlationId).toBe(cell.hasTrace ? TRACE : undefined);
}

describe('failure table', () => {
  it('has a cell for every way to fail and every wish', () => {
    expect(Object.keys(FAULTS).toSorted()).toEqual(DEMANDED.faults.toSorted());
    for (const fault of DEMANDED.faults) {
      expect(Object.keys(CELLS[fault] ?? {}).toSorted(), fault).toEqual(DEMANDED.actions.toSorted());
      for (const action of DEMANDED.actions) {
        const { outcome, truth, next } = CELLS[fault][action];
        const isWhole = outcome === undefined || (truth !== undefined && next.length > 1);
        expect(isWhole, `${fault} × ${action} says what is true, why and what to do`).toBe(true);
      }
    }
  });

  for (const fault of DEMANDED.faults) {
    it.each(DEMANDED.actions)(`answers ${fault} to %s`, async (action) => {
      await expectCell(await ask(action, fault), CELLS[fault][action]);
    });
  }

  it.each(DEMANDED.actions)('forgets a failed %s as soon as it is settled', async (action) => {
    const panel = await ask(action, '5xx');
    panel.root.querySelector<HTMLButtonElement>('.settle')?.click();
    expect(alertOf(panel)).toBe('');
    expect(panel.region().hasAttribute('data-outcome')).toBe(false);
  });

  it('offers to sign in where the sign-in is what failed', async () => {
    const panel = await ask('start', '401');
    expect(panel.button('Sign in')).toBeDefined();
  });

  it('counts what the snippet really does: a start whose answer was lost shows it running', async () => {
    const panel = await ask('start', 'lost after effect');
    expect(panel.button('Stop snippet')).toBeDefined();
    expect(panel.platform.now.hasSnippet).toBe(true);
  });
});
