import { REGION_DOMAINS } from '../launch/regions.ts';
import { appConfigFile, otherRegions, ownGatewayUrl, ownWebhookUrl } from './app-config.ts';
import { hostingFiles, type OutputFile } from './hosting.ts';
import type { Job } from './job.ts';
import { MANIFEST } from './manifest.ts';

/** config.json and the headers. What an admin added to a config.json that is there stays in it. */
export async function writeFiles(job: Job, ids: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const { invocation, options, place, existing, io } = job;
  const { region, gatewayUrl } = place;
  const config = appConfigFile(existing, {
    options,
    baseUrl: options.baseUrl,
    clientId: ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) ?? '',
    region,
    gatewayUrl,
    setupClientId: invocation.setupClientId,
  });
  const files: readonly OutputFile[] = [
    config,
    ...hostingFiles({
      baseUrl: options.baseUrl,
      regions:
        region === undefined ? (gatewayUrl ? [] : REGION_DOMAINS) : [region, ...otherRegions(existing)],
      // One that stands in config.json stays there.
      gatewayUrl: gatewayUrl ?? ownGatewayUrl(existing),
      allowedOrigins: options.allowedOrigins,
      webhookUrl: ownWebhookUrl(existing),
    }),
  ];
  for (const { path, text } of files) await io.write(`${invocation.out}/${path}`, text);
  return files.map(({ path }) => `${invocation.out}/${path}`);
}
