import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { ownPauses } from '../../../src/headless/home/own-pauses.ts';
import { canonicalJson, emptyChain, seal } from '../../../src/outbox/chain.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-pauses-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = Partial<AuditFacts> & Pick<AuditFacts, 'action' | 'phase'>;

/** A log of one call with these lines. */
function logOf(...lines: readonly Line[]): string {
  let head = emptyChain('chain-1');
  const text = lines.map((line, index) => {
    const entry = seal(
      {
        id: `id-${index}`,
        at: '2026-01-05T09:00:00.000Z',
        app: '1.0.0',
        actor: 'client',
        conversationId: 'call-1',
        target: 'policy',
        trigger: 'cli',
        ...line,
      },
      head,
    );
    head = { chain: entry.chain, seq: entry.seq, hash: entry.hash };
    return `${canonicalJson(entry)}\n`;
  });
  const file = join(folder, `${crypto.randomUUID()}.jsonl`);
  writeFileSync(file, text.join(''));
  return file;
}

const PAUSED: Line = { action: 'pause', phase: 'confirmed' };

describe('a pause of our own', () => {
  it.each<[string, readonly Line[], boolean]>([
    ['was asked for and confirmed', [{ action: 'pause', phase: 'requested' }, PAUSED], true],
    ['was asked for, and nobody saw it', [{ action: 'pause', phase: 'unconfirmed' }], false],
    ['was ended by our own Resume', [PAUSED, { action: 'resume', phase: 'confirmed' }], false],
    ['stands when Resume came to nothing', [PAUSED, { action: 'resume', phase: 'failed' }], true],
    ['stands when nothing shows the Resume', [PAUSED, { action: 'resume', phase: 'unconfirmed' }], true],
    ['is over when somebody was seen to resume', [PAUSED, { action: 'resume', phase: 'observed' }], false],
    ['is over with the call', [PAUSED, { action: 'ended-while-paused', phase: 'observed' }], false],
    [
      'is the newest one',
      [PAUSED, { action: 'resume', phase: 'confirmed' }, { action: 'pause', phase: 'confirmed' }],
      true,
    ],
    ['is none of a snippet', [{ action: 'pause', phase: 'confirmed', target: 'snippet' }], false],
  ])('%s', async (_what, lines, isOwn) => {
    expect((await ownPauses({ closed: () => [], current: logOf(...lines) })).has('call-1')).toBe(isOwn);
  });

  it('goes on from file to file, and is none where there is no log', async () => {
    const files = [logOf(PAUSED), logOf({ action: 'resume', phase: 'observed' })];
    expect((await ownPauses({ closed: () => files })).size).toBe(0);
    expect((await ownPauses({ closed: () => [] })).size).toBe(0);
  });
});
