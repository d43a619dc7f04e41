import { withoutUuids } from '../uuid.ts';

export type LogValue = string | number | boolean;

const REDACTED = '…';
const LONGEST_TEXT = 64;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** Seven digits are the shortest telephone number that can be dialled; separators do not make it less of one. */
const NUMBER_LIKE = /\d(?:[-.()+/]*\d){6}/;
/** Epoch ms have 13 digits until the year 2286; card numbers have at least 14 (12 is history). */
const LARGEST_NUMBER = 9_999_999_999_999;

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** No word that the product writes has a part this long, or this long with digits in it. */
const isTokenLike = (text: string): boolean =>
  text.split(/[.:/]/).some((part) => part.length >= 32 || (part.length >= 20 && /\d/.test(part)));

function isHarmless(text: string): boolean {
  const rest = withoutUuids(text);
  if (rest.length > LONGEST_TEXT || /[\s@]/.test(text)) return false;
  if (text.includes('://')) return isOrigin(text); // the path of a channel's connectUri is a secret
  if (INSTANT.test(text)) return true;
  return !NUMBER_LIKE.test(rest) && !isTokenLike(rest);
}

/**
 * Lets ids, words of the program and numbers through, and nothing that a customer may have said or that opens a door.
 * It judges by shape, so that a mistake at the call site stays harmless.
 */
export function redact(value: LogValue): LogValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Math.abs(value) > LARGEST_NUMBER ? REDACTED : value;
  return isHarmless(value) ? value : REDACTED;
}
