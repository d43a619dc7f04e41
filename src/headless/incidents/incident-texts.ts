import { isUuid } from '../../uuid.ts';

/** Of `--by` and `--note`, in characters as people count them. */
const LONGEST_BY = 100;
const LONGEST_NOTE = 500;

/** As `incident list` shows it. */
export const isIncidentId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** What cannot stand in an entry of the audit log, in one sentence that does not repeat it; nothing where all can. */
export function textFault(by: string, note: string | undefined): string | undefined {
  if (by.trim() === '' || isTooLong(by, LONGEST_BY) || isOfSeveralLines(by))
    return `--by is the name or the initials of a person: 1 to ${LONGEST_BY} characters, in one line.`;
  if (holdsCardNumber(by)) return `--by ${CARD}`;
  if (note === undefined) return undefined;
  if (note.trim() === '' || isTooLong(note, LONGEST_NOTE) || isOfSeveralLines(note))
    return `--note is 1 to ${LONGEST_NOTE} characters, in one line.`;
  return holdsCardNumber(note) ? `--note ${CARD}` : undefined;
}

const CARD =
  'holds what looks like the number of a card. It would stand in the audit log for good: write it without.';
const isTooLong = (text: string, longest: number): boolean => [...text].length > longest;
const isOfSeveralLines = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/** Of a call or an incident. One without a letter is rather a number. */
const isId = (word: string): boolean =>
  /[a-f]/i.test(word) && (isUuid(word) || isIncidentId(word.toLowerCase()));
/** What a note says of a pause: days, times of a day or of a recording. */
const TIMES =
  /(?<![\d:])(?:\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?|(?:19|20)\d\d([-/])[01]\d\1[0-3]\d|[0-3]?\d([./])[01]?\d\2(?:19|20)\d\d|[01]?\d\/[0-3]?\d\/(?:19|20)\d\d)(?!:?\d)/g;
/** Digits, whatever may stand between two of them but letters: people write and paste numbers in many ways. */
const RUNS = /\d(?:[^\p{L}\d]{0,5}\d)+/gu;
/** How the numbers of cards begin: not with a year, as a date does. */
const ISSUERS = /^(?:2[2-7]|[3-6]|8[12]|9792|1\d{14}$)/;

/** 13 to 19 digits whose check digit is right (ISO/IEC 7812), whatever stands before and behind them: a date, an expiry, a code. */
function holdsCardNumber(text: string): boolean {
  const withoutIds = text
    .normalize('NFKC')
    .replaceAll(TIMES, ' time ')
    .replaceAll(/[0-9a-f-]+/gi, (word) => (isId(word) ? ' id ' : word));
  const runs = withoutIds.match(RUNS) ?? [];
  return runs.some((run) => {
    const digits = run.replace(/\D/g, '');
    for (let from = 0; from + 13 <= digits.length; from += 1)
      for (let length = 13; length <= 19 && from + length <= digits.length; length += 1) {
        const number = digits.slice(from, from + length);
        if (ISSUERS.test(number) && isCheckedNumber(number)) return true;
      }
    return false;
  });
}

function isCheckedNumber(digits: string): boolean {
  let sum = 0;
  for (const [n, digit] of [...digits].toReversed().entries()) {
    const value = Number(digit) * (n % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
