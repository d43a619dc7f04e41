const SECOND = 1_000;
/** A longer wait is no wait but a mistake. */
const MAX_WAIT_MS = 3_600_000;

/**
 * How long an answer asks to wait: `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), else the platform's
 * `inin-ratelimit-reset`, whose end its own samples meet one second later. At most an hour; `undefined` when neither is
 * there or may be read by a browser. `wallMs` is for the date.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, wallMs: number): number | undefined {
  const asked = headers['retry-after'];
  const wait =
    inSeconds(asked) ?? untilDate(asked, wallMs) ?? inSeconds(headers['inin-ratelimit-reset'], SECOND);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), MAX_WAIT_MS);
}

function inSeconds(text: string | undefined, extraMs = 0): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim())
    ? Number(text) * SECOND + extraMs
    : undefined;
}

function untilDate(text: string | undefined, wallMs: number): number | undefined {
  const at = text === undefined || !/[a-z]/i.test(text) ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at - wallMs;
}
