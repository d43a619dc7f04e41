/**
 * SHA-256 of FIPS 180-4, in one call and synchronously; why not `crypto.subtle` is said at `sha256Hex`. Kept for its
 * size (docs/decisions/003-own-sha256.md), and not for secrets: it makes no attempt at constant time.
 */
export function sha256(message: Uint8Array): Uint8Array {
  const state = Int32Array.from(INITIAL);
  const blocks = padded(message);
  for (let at = 0; at < blocks.byteLength; at += BLOCK_BYTES) compress(state, blocks, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setInt32(index * 4, word));
  return new Uint8Array(digest.buffer);
}

const BLOCK_BYTES = 64;
/** The end marker and the length. */
const TRAILER_BYTES = 9;

/** The message, a one bit, zeros, and the length in bits as 64-bit number, together whole blocks (§5.1.1). */
function padded(message: Uint8Array): DataView {
  const length = message.length;
  const bytes = new Uint8Array(Math.ceil((length + TRAILER_BYTES) / BLOCK_BYTES) * BLOCK_BYTES);
  bytes.set(message);
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(length) * 8n);
  return view;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

/** The first 32 bits of the fraction. Doubles hold 18 bits more than that, far more than roots of them can be wrong by. */
const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;

const PRIMES = firstPrimes(64);
/** H(0) of §5.3.3 and K of §4.2.2, as they are defined there. */
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** One block (§6.2.2); sums are taken modulo 2^32 by `| 0`. */
function compress(state: Int32Array, blocks: DataView, at: number): void {
  const w = new Int32Array(ROUNDS.length);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  ROUNDS.forEach((constant, t) => {
    if (t < 16) w[t] = blocks.getInt32(at + t * 4);
    else {
      const [w16 = 0, w15 = 0, w7 = 0, w2 = 0] = [w[t - 16], w[t - 15], w[t - 7], w[t - 2]];
      const sigma0 = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >>> 3);
      const sigma1 = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >>> 10);
      w[t] = w16 + sigma0 + w7 + sigma1;
    }
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const sum1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const sum0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t1 = (h + sum1 + choice + constant + (w[t] ?? 0)) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + sum0 + majority) | 0];
  });
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] ?? 0) + word;
  });
}
