import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/outbox/sha256.ts';
import { choices } from '../../support/random.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const reference = (message: Uint8Array) => createHash('sha256').update(message).digest('hex');
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('sha256', () => {
  // FIPS 180-4 examples as published by NIST (CSRC, "SHA256.pdf" and "SHA2_Additional.pdf").
  it.each([
    ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['one block', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'two blocks',
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'a million letters',
      'a'.repeat(1_000_000),
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    ],
  ])('digests %s as the standard says', (_what, message, digest) => {
    expect(hex(sha256(utf8(message)))).toBe(digest);
  });

  it('agrees with Node at every length around the ends of blocks', () => {
    const message = Uint8Array.from({ length: 260 }, (_, index) => index * 7);
    for (let length = 0; length <= message.length; length += 1) {
      const part = message.subarray(0, length);
      expect(hex(sha256(part)), `length ${length}`).toBe(reference(part));
    }
  });

  it('agrees with Node on a thousand random messages', () => {
    const random = choices(20_180_804);
    for (let run = 0; run < 1_000; run += 1) {
      const message = Uint8Array.from({ length: random.between(0, 3_000) }, () => random.between(0, 255));
      expect(hex(sha256(message)), `run ${run}`).toBe(reference(message));
    }
  });

  it('reads the bytes of a view and nothing around it, and leaves them as they are', () => {
    const around = Uint8Array.from({ length: 100 }, (_, index) => index);
    const view = around.subarray(10, 80);
    expect(hex(sha256(view))).toBe(reference(view));
    expect(around).toEqual(Uint8Array.from({ length: 100 }, (_, index) => index));
  });
});
