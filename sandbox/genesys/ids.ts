export interface Ids {
  uuid(): string;
  /** An unguessable-looking text, for tokens, codes and connect URIs. */
  secret(prefix: string): string;
  /** The form that ids of notification channels have. */
  channel(): string;
}

const HEX = '0123456789abcdef';
const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Ids that are the same for the same seed. */
export function createIds(random: () => number): Ids {
  const pick = (alphabet: string, length: number): string => {
    let picked = '';
    for (let left = length; left > 0; left -= 1) picked += alphabet[Math.floor(random() * alphabet.length)];
    return picked;
  };
  return {
    uuid: () =>
      `${pick(HEX, 8)}-${pick(HEX, 4)}-4${pick(HEX, 3)}-${pick('89ab', 1)}${pick(HEX, 3)}-${pick(HEX, 12)}`,
    secret: (prefix) => prefix + pick(WORD, 43),
    channel: () => `streaming-0-${pick(WORD.slice(0, 26) + '0123456789', 26)}`,
  };
}
