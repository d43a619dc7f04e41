import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/headless/home/files.ts';

const root = mkdtempSync(join(tmpdir(), 'rc-files-'));

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes what is missing on the way, for this user only, and leaves what is there', () => {
    const folder = join(root, 'a', 'b');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  // A process that asked Node for it recursively never came back.
  it('gives up where a parent lets nobody make folders', () => {
    expect(() => makeFolder('/proc/nope')).toThrow();
  });
});
