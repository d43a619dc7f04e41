import { UsageError } from '../settings.ts';

const DAY = /^\d{4}-\d{2}-\d{2}/;
const WITH_ZONE = /^T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Epoch ms of a date, in UTC, or of a time with its zone. Throws a {@link UsageError}: another one would be guessed at. */
export function sinceOf(text: string, now: number): number {
  const day = DAY.exec(text)?.[0] ?? '';
  const rest = text.slice(day.length);
  const at = Date.parse(text);
  // A day that its month has not got is taken for one of the next.
  const isDay = day !== '' && Date.parse(day) === Date.parse(`${day}T00:00:00Z`) && isOfMonth(day);
  if (!isDay || !(rest === '' || WITH_ZONE.test(rest)) || Number.isNaN(at))
    throw new UsageError(
      `--since ${text} is no date: 2026-11-28 (UTC), or a time with its zone as in 2026-11-28T09:00:00Z, is expected.`,
    );
  if (at > now) throw new UsageError(`--since ${text} is still to come: nothing would be compared.`);
  return at;
}

const isOfMonth = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
};
