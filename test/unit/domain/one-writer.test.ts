import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../../src/domain/evidence-state.ts';
import { ROOT } from '../../support/source-imports.ts';

/** Which file writes which record of the evidence. */
const WRITERS: Readonly<Record<string, string>> = {
  belief: 'belief.ts',
  channel: 'channel.ts',
  told: 'told.ts',
  reads: 'episode.ts',
  looks: 'second-look.ts',
  contrary: 'contrary.ts',
  ownership: 'ownership.ts',
};

const DOMAIN = join(ROOT, 'src', 'domain');
const FILES = readdirSync(DOMAIN).filter((name) => name.endsWith('.ts'));

/** Assignments to a field of the record, by whatever name the evidence goes, and whole records that are written over. */
function writesTo(record: string, text: string): boolean {
  const field = new RegExp(String.raw`\b${record}\.\w+ (?:[-+|&?*]{0,2}=)(?!=)`);
  return field.test(text) || text.includes(`Object.assign(${record}`) || text.includes(`.${record} = `);
}

describe('the evidence', () => {
  it('consists of records that have an owner', () => {
    const { userId, ...records } = newEvidence('user');
    expect(userId).toBe('user');
    expect(Object.keys(records).toSorted()).toEqual(Object.keys(WRITERS).toSorted());
  });

  it.each(Object.entries(WRITERS))('has its record %s written by %s alone', (record, owner) => {
    const writers = FILES.filter((name) => writesTo(record, readFileSync(join(DOMAIN, name), 'utf8')));
    expect(writers).toEqual([owner]);
  });
});
