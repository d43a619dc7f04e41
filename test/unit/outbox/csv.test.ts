import { describe, expect, it } from 'vitest';
import schema from '../../../docs/contracts/audit-entry.schema.json' with { type: 'json' };
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { emptyChain, seal } from '../../../src/outbox/chain.ts';
import { CSV_COLUMNS, CSV_HEAD, csvRow } from '../../../src/outbox/csv.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const rowOf = (change: Partial<AuditEntry>) =>
  csvRow({ ...seal(makeFacts(), emptyChain('chain-1')), ...change });

describe('the audit log as CSV', () => {
  it('has a column for every member of an entry', () => {
    expect(CSV_COLUMNS.toSorted()).toEqual(Object.keys(schema.properties).toSorted());
    expect(CSV_HEAD).toBe(`${CSV_COLUMNS.map((name) => `"${name}"`).join(',')}\r\n`);
  });

  it('has them in the order that readers know', () => {
    expect(CSV_COLUMNS.slice(0, 7).join()).toBe('seq,at,action,target,phase,trigger,conversationId');
    expect(CSV_COLUMNS.slice(22, 27).join()).toBe('v,chain,prev,hash,platformAt');
  });

  it('leaves empty what is not known', () => {
    expect(rowOf({}).split(',')).toHaveLength(CSV_COLUMNS.length);
    expect(rowOf({})).toMatch(/^"1",/);
    expect(rowOf({})).toMatch(/",{11}\r\n$/);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x'])(
    'is no formula to a spreadsheet: %j',
    (reason) => {
      expect(rowOf({ reason })).toContain(`,"'${reason}",`);
    },
  );

  it('quotes what would end a cell', () => {
    expect(rowOf({ reason: 'a"b,c\r\nd' })).toContain(',"a""b,c\r\nd",');
  });
});
