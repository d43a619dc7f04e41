import { expect, it } from 'vitest';
import about from '../../../../package.json' with { type: 'json' };
import { StoreRefused } from '../../../../src/headless/store/database.ts';
import { optional, SERVICE_PACKAGES } from '../../../../src/headless/store/optional.ts';

const missing = () => Promise.reject(Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' }));

it('names the command that installs what is missing', async () => {
  await expect(optional(missing)).rejects.toThrow(StoreRefused);
  await expect(optional(missing)).rejects.toThrow('npm install --save-exact pg-boss@');
});

it('leaves every other failure as it is', async () => {
  const failure = new TypeError('a mistake in the package');
  await expect(optional(() => Promise.reject(failure))).rejects.toBe(failure);
});

it('names the versions that are tested here', () => {
  const versions: Readonly<Record<string, string>> = about.devDependencies;
  for (const each of SERVICE_PACKAGES) {
    const at = each.lastIndexOf('@');
    expect(versions[each.slice(0, at)], each).toBe(each.slice(at + 1));
  }
});
