import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CATALOGUES } from '../support/catalogues.ts';

const page = readFileSync(fileURLToPath(new URL('../../index.html', import.meta.url)), 'utf8');

it('index.html says in each language what to do when the app itself cannot be loaded', () => {
  const notLoaded = /<div id="not-loaded">([\s\S]*?)<\/div>/.exec(page)?.[1]?.replace(/\s+/g, ' ') ?? '';
  for (const { useGenesys } of CATALOGUES) expect(notLoaded).toContain(useGenesys);
});

it('index.html has neither script nor style of its own, which its policy forbids', () => {
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
});
