import { deDE } from '../../src/ui/locales/de-DE.ts';
import { LANGUAGES } from '../support/languages.ts';
import { expect, test } from './fixtures.ts';

test('an agent whose desktop is German reads German, from a chunk of its own', async ({ desk }) => {
  await desk.open();
  const id = await desk.call();
  const panel = await desk.panelPage(id, 'gcLangTag=de-DE');
  await expect(panel.locator('html')).toHaveAttribute('lang', deDE.language);
  await expect(panel.getByText(/\bRecording\b/)).toHaveCount(0);
  const loaded = await panel.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const languages = loaded.filter((url) =>
    LANGUAGES.some((language) => new RegExp(`/${language}-[\\w-]{8}\\.js$`).test(url)),
  );
  expect(languages).toEqual([expect.stringContaining('/de-DE-')]);
});
