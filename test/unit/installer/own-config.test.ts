import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOwnConfig } from '../../../src/installer/app-config.ts';
import { nodeIo } from '../../../src/installer/node-io.ts';

describe('a config.json that an admin wrote', () => {
  it('is read past a byte order mark', () => {
    expect(readOwnConfig('\uFEFF{"startStop":"off"}')).toMatchObject({
      choices: { startStop: 'off' },
      refused: [],
    });
  });

  it.each(['{"startStop":"off",}', '{', 'no JSON'])('is refused, not thrown away, when it is %j', (text) => {
    expect(readOwnConfig(text).refused).toEqual(['its JSON']);
  });

  it.each([undefined, '', '\n'])('may be missing or empty: %j', (text) => {
    expect(readOwnConfig(text).refused).toEqual([]);
  });

  it('stands as it was where the new one cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-config-'));
    const file = join(folder, 'config.json');
    writeFileSync(file, 'as it was');
    await expect(nodeIo({ out() {}, err() {} }).write(join(file, 'below'), 'new')).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('as it was');
    await nodeIo({ out() {}, err() {} }).write(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['config.json']);
  });
});
