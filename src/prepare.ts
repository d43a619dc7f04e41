import type { Clock, Log, PlatformTime } from './app/ports.ts';
import type { Problem } from './app/view.ts';
import type { Settings } from './config/decode-config.ts';
import { loadConfig } from './config/load-config.ts';
import { serverTimeMs } from './domain/platform-clock.ts';
import type { Place } from './genesys/http/sdk-client.ts';
import { judgeHost, keptOrigin, listedAncestors } from './launch/host-verdict.ts';
import { resolveRegion, type Launch } from './launch/launch.ts';
import { redirectUriOf } from './launch/redirect-uri.ts';
import { sha256Hex } from './outbox/chain.ts';

/** What is known before anybody signs in, or why it goes no further. */
export type Ready =
  | { readonly ok: false; readonly problem: Problem }
  | {
      readonly ok: true;
      readonly config: Settings;
      readonly configHash: string;
      readonly region: string | undefined;
      readonly place: Place;
      readonly redirectUri: string;
    };

/** Everything that must hold before anybody is sent to sign in. */
export async function prepare(
  launch: Launch,
  around: {
    readonly parentSpoke: () => Promise<string | undefined>;
    readonly clock: Clock;
    readonly time: PlatformTime;
    readonly log: Log;
  },
): Promise<Ready> {
  const { parentSpoke, clock, time, log } = around;
  const sentAt = clock.steady();
  const loaded = await loadConfig();
  if (!loaded.ok) return loaded;
  time.heard(serverTimeMs(loaded.headers), sentAt, clock.steady());
  const { config } = loaded;
  for (const { path, kind } of config.mistakes) log.note('config-mistake', { path, kind });
  const region = resolveRegion(launch, config);
  if (!region.ok) return region;
  const oauth = config.oauth.byRegion.get(region.value ?? '') ?? config.oauth;
  const redirectUri = redirectUriOf(oauth.redirectUri, location);
  if (!redirectUri.ok) return redirectUri;
  const verdict = await judgeHost(
    {
      listed: listedAncestors(window),
      referrer: document.referrer,
      kept: keptOrigin(() => window.sessionStorage),
      parentSpoke,
    },
    {
      self: location.origin,
      allowedOrigins: config.host.allowedOrigins,
      gatewayHost: config.gateway?.host,
    },
  );
  if (verdict.kind === 'unknown') return { ok: false, problem: { kind: 'host-unknown' } };
  if (verdict.kind === 'not-allowed')
    return { ok: false, problem: { kind: 'host-not-allowed', origin: verdict.origin } };
  const place = config.gateway ? { gateway: config.gateway } : { region: region.value ?? '' };
  return {
    ok: true,
    config: { ...config, oauth: { ...config.oauth, ...oauth } },
    configHash: sha256Hex(loaded.text),
    region: region.value,
    place,
    redirectUri: redirectUri.value,
  };
}
