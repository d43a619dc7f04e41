/** A longer wait is no wait but a mistake. */
const MAX_WAIT_MS = 3_600_000;
const SECOND_MS = 1_000;
const SECONDS = /^\d{1,9}(\.\d{1,9})?$/;

/**
 * How long an answer asks to wait, in ms, at most an hour: `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), else
 * `retryInSeconds`, from the sentence of the platform's error body, which a browser may always read
 * (docs/platform-notes.md, "Requests"). `undefined` when nothing tells.
 *
 * A date counts from the `Date` of the same answer, however wrong our own clock is; `wallMs` is the present epoch time by
 * the clock of who answers, as well as that is known, for an answer without one.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  wallMs: number,
  retryInSeconds?: number,
): number | undefined {
  const asked = headers['retry-after']?.trim() ?? '';
  const waits = [
    SECONDS.test(asked) ? Number(asked) * SECOND_MS : undefined,
    untilDate(asked, timeOf(headers['date'] ?? '') ?? wallMs),
    retryInSeconds === undefined ? undefined : retryInSeconds * SECOND_MS,
  ];
  const wait = waits.find((ms) => ms !== undefined);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), MAX_WAIT_MS);
}

function untilDate(text: string, nowMs: number): number | undefined {
  const at = timeOf(text);
  return at === undefined ? undefined : at - nowMs;
}

/** HTTP dates name day and month; a bare number is none, although `Date.parse` takes it. */
function timeOf(text: string): number | undefined {
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
