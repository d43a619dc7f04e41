/** Of `--by` and `--note`, in characters as people count them. */
const LONGEST_BY = 100;
const LONGEST_NOTE = 500;

/** As `incident list` shows it. */
export const isIncidentId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** What cannot stand in an entry of the audit log, in one sentence that does not repeat it; nothing where all can. */
export function textFault(by: string, note: string | undefined): string | undefined {
  if (by.trim() === '' || isTooLong(by, LONGEST_BY) || isOfSeveralLines(by))
    return `--by is the name or the initials of a person: 1 to ${LONGEST_BY} characters, in one line.`;
  if (note === undefined) return undefined;
  if (note.trim() === '' || isTooLong(note, LONGEST_NOTE) || isOfSeveralLines(note))
    return `--note is 1 to ${LONGEST_NOTE} characters, in one line.`;
  return [by, note].some(holdsCardNumber)
    ? '--note holds what looks like the number of a card. It would stand in the audit log for good: write it without.'
    : undefined;
}

const isTooLong = (text: string, longest: number): boolean => [...text].length > longest;
const isOfSeveralLines = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/** 13 to 19 digits, with blanks or dashes between them, whose check digit is right (ISO/IEC 7812). */
function holdsCardNumber(text: string): boolean {
  const runs = text.match(/\d(?:[ -]?\d){12,18}/g) ?? [];
  return runs.some((run) => isCheckedNumber(run.replace(/\D/g, '')));
}

function isCheckedNumber(digits: string): boolean {
  let sum = 0;
  for (const [n, digit] of [...digits].toReversed().entries()) {
    const value = Number(digit) * (n % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
