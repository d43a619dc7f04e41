import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { linesIn } from '../../src/headless/home/log-lines.ts';
import { createProver } from '../../src/headless/cli/audit.ts';

async function saved(page: Page, button: Locator): Promise<{ file: Download; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { file, text: readFileSync(await file.path(), 'utf8') };
}

/** As `audit verify` does. */
function proofOf(text: string) {
  const prover = createProver();
  for (const line of linesIn([text])) if (!prover.add(line)) break;
  return prover.proof;
}

const idOf = (line: string) => (JSON.parse(line) as { id: string }).id;

/** No cell of these entries holds what would end one. */
function idsOf(csv: string): readonly string[] {
  const [head = '', ...rows] = csv.trimEnd().split('\r\n');
  const column = head.split(',').indexOf('"id"');
  return rows.map((row) => row.split(',')[column]?.replaceAll('"', '') ?? '');
}

test('an agent saves the audit log of the browser from the details, and it verifies', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const region = desk.region(id);
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await region.getByText('Details', { exact: true }).click();
  const button = region.getByRole('button', { name: 'Download audit log', exact: true });
  const { file, text } = await saved(desk.page, button);
  expect(file.suggestedFilename()).toMatch(/^recording-control-audit-\d{4}-\d\d-\d\d\.jsonl$/);
  expect(proofOf(text)).toMatchObject({ ok: true });
  const phases = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string; phase: string; conversationId: string })
    .filter(({ action, conversationId }) => action === 'pause' && conversationId === id);
  expect(phases.map(({ phase }) => phase)).toEqual(['requested', 'accepted', 'confirmed']);

  const csv = await saved(desk.page, region.getByRole('button', { name: 'Download as CSV', exact: false }));
  expect(csv.file.suggestedFilename()).toMatch(/^recording-control-audit-\d{4}-\d\d-\d\d\.csv$/);
  expect(idsOf(csv.text)).toEqual(text.trim().split('\n').map(idOf));
});

test('an admin saves the audit log of the browser from setup', async ({ desk }) => {
  await desk.open();
  const page = await desk.panelPage(await desk.call());
  const region = page.getByRole('region').first();
  await expect(region).toHaveAttribute('data-recording-state', 'recording');
  await region.getByRole('button', { name: 'Pause recording', exact: true }).click();
  await expect(region).toHaveAttribute('data-safe', 'true');
  await page.goto(`${page.url().split('?')[0]}?view=setup`);
  const { text } = await saved(page, page.getByRole('button', { name: 'Save the audit log', exact: true }));
  expect(proofOf(text)).toMatchObject({ ok: true });
  expect(text).toContain('"action":"pause"');
  const csv = await saved(page, page.getByRole('button', { name: 'Save it as CSV', exact: true }));
  expect(idsOf(csv.text)).toEqual(text.trim().split('\n').map(idOf));
});
