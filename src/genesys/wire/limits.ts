import type { Models } from 'purecloud-platform-client-v2';
import type { Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

/** Limits of the namespace `platform.api` that count the requests of a client's token. */
const RATES: ReadonlySet<string | undefined> = new Set([
  'client.credentials.token.rate.per.minute',
  'token.rate.per.minute',
  'org.app.user.rate.per.minute',
]);

/**
 * GET organizations/limits/namespaces/platform.api: how many requests a minute a client's token may send, the lowest limit
 * of those that count it; `undefined` where none is told.
 */
export const decodeRateLimit = (value: unknown): Result<number | undefined> =>
  decode<Models.LimitsEntityListing, number | undefined>(value, (listing) => {
    const told = (listing.objects<Models.Limit>('entities') ?? [])
      .filter((limit) => RATES.has(limit.text('key')))
      .map((limit) => limit.number('value') ?? 0)
      .filter((limit) => limit >= 1);
    return told.length === 0 ? undefined : Math.min(...told);
  });
