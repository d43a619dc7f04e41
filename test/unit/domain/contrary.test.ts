import { describe, expect, it } from 'vitest';
import type { CallEffect } from '../../../src/domain/call-input.ts';
import { paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

const WORDS = ['contrary-elsewhere', 'recorder-elsewhere'] as const;
const reads = (effects: readonly CallEffect[]) => effects.filter(({ kind }) => kind === 'read').length;

describe.each(WORDS)('word of another page: %s', (kind) => {
  it('asks a safe call for one read, a second later', () => {
    const call = settledCall(paused());
    expect(reads(call.give({ kind }))).toBe(0);
    expect(reads(call.pass(999))).toBe(0);
    expect(reads(call.pass(1))).toBe(1);
    call.read(paused());
    expect(reads(call.pass(10_000))).toBe(0);
    expect(call.call.claim.safe).toBe(true);
  });

  it('asks for it also while a read is in flight, which was sent before that word', () => {
    const call = settledCall(paused());
    expect(reads(call.beat(31_000))).toBe(1);
    expect(reads(call.give({ kind }))).toBe(0);
    expect(reads(call.read(paused()))).toBe(0);
    expect(call.call.claim.safe).toBe(true);
    expect(reads(call.pass(1_000))).toBe(1);
    call.read(recording());
    expect(call.call.claim.safe).toBe(false);
  });

  it('waits for the answer of the read in flight, and asks once however often that word comes', () => {
    const call = settledCall(paused());
    call.beat(31_000);
    call.give({ kind });
    call.pass(600);
    call.give({ kind });
    expect(reads(call.pass(2_000))).toBe(0);
    expect(reads(call.read(paused()))).toBe(1);
    call.read(paused());
    expect(reads(call.pass(10_000))).toBe(0);
    expect(call.call.claim.safe).toBe(true);
  });

  it('asks for none beside one that is still to be sent', () => {
    const call = settledCall(paused());
    call.give({ kind });
    call.pass(900);
    call.give({ kind });
    expect(reads(call.pass(100))).toBe(1);
    call.read(paused());
    expect(reads(call.pass(10_000))).toBe(0);
  });

  it.each<[string, () => CallDriver]>([
    [
      'a Pause is to be proven',
      () => {
        const call = settledCall(recording());
        call.ask('pause');
        call.give({ kind: 'logged', wishId: 'wish-1', ok: true });
        call.answer();
        expect(reads(call.pass(700))).toBe(1);
        return call;
      },
    ],
    [
      'something is checked',
      () => {
        const call = settledCall(paused());
        call.pass(60_000);
        call.give({ kind: 'opened', generation: 2 });
        call.read(paused());
        expect(reads(call.pass(1_000))).toBe(1);
        return call;
      },
    ],
  ])('lets a read alone claim nothing that was under way at that word, while %s', (_title, prepare) => {
    const call = prepare();
    call.give({ kind });
    const next = call.read(paused());
    expect(call.call.claim.safe).toBe(false);
    expect(reads([...next, ...call.pass(2_500)])).toBe(1);
    call.read(paused());
    expect(call.call.claim.safe).toBe(true);
    expect(reads(call.pass(10_000))).toBe(0);
  });

  it('asks for nothing where nothing calm is claimed', () => {
    const call = settledCall(recording());
    expect(reads([...call.give({ kind }), ...call.pass(10_000)])).toBe(0);
  });
});
