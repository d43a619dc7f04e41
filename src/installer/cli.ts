import { NotOurs } from '../headless/home/files.ts';
import { readSettings, UsageError, type Environment, type Settings } from '../headless/settings.ts';
import {
  appConfigFile,
  isOfSandbox,
  isReadable,
  judgeConfig,
  ownChoices,
  ownClientId,
  otherRegions,
  ownGatewayUrl,
  ownWebhookUrl,
} from './app-config.ts';
import { isLoopback } from '../loopback.ts';
import { readArguments, type Invocation } from './arguments.ts';
import { adminRest, gatewayUrlOf } from './connect.ts';
import { desiredState } from './desired.ts';
import { originOf } from '../launch/origins.ts';
import type { ExitCode, InstallIo } from './job.ts';
import { MANIFEST } from './manifest.ts';
import { DEFAULT_OPTIONS, type Choices, type InstallOptions } from './options.ts';
import { printable } from '../printable.ts';
import { isRecord, otherOwner } from './run-record.ts';
import { standInsFor, terraformFile } from './terraform.ts';
import { hostingFiles } from './hosting.ts';
import { nameOf, runVerb } from './verbs.ts';

/** `recording-control install …`. Never throws for what can be expected, and never prints a secret. */
export async function runInstall(
  args: readonly string[],
  env: Environment,
  io: InstallIo,
): Promise<ExitCode> {
  try {
    return await install(args, env, io);
  } catch (error) {
    if (!(error instanceof NotOurs)) throw error;
    io.err(error.message);
    return 2;
  }
}

async function install(args: readonly string[], env: Environment, io: InstallIo): Promise<ExitCode> {
  const read = readArguments(args);
  if (read.kind === 'said') {
    io.out(read.text);
    return 0;
  }
  if (read.kind === 'wrong') {
    io.err(read.message);
    return 2;
  }
  const invocation = read.command;
  const { out } = invocation;
  const existing = await io.read(`${out}/config.json`);
  if (!isReadable(existing)) {
    io.err(`${out}/config.json has a mistake in its JSON: the app would refuse it.`);
    return 2;
  }
  const options = withChoices(invocation, ownChoices(existing));
  // A gateway that is named may be the same one; what is written for a real host is not for it.
  const isForReal = invocation.output === 'terraform' && !isLoopback(new URL(options.baseUrl).hostname);
  if (isOfSandbox(existing) && (isForReal || !env['RECORDING_CONTROL_GATEWAY']?.trim())) {
    io.err(
      `${out}/config.json was made for a sandbox: its gateway is this computer. Give another folder with --out, or move the file away.`,
    );
    return 2;
  }
  if (invocation.output === 'terraform') {
    const { baseUrl, allowedOrigins } = options;
    const { setupClientId } = invocation;
    const standIns = standInsFor(existing, baseUrl, ...allowedOrigins);
    const files = [
      appConfigFile(existing, { options, baseUrl, ...standIns, setupClientId }),
      ...hostingFiles({
        baseUrl,
        regions: [standIns.region, ...otherRegions(existing)],
        gatewayUrl: ownGatewayUrl(existing),
        allowedOrigins,
        webhookUrl: ownWebhookUrl(existing),
      }),
    ];
    const others = otherRegions(existing);
    if (others.length > 0)
      io.err(
        `${out}/config.json has clients of their own for ${printable(others.join(', '))} (oauth.byRegion). If the region that you give Terraform is one of these, write the new client there as well.`,
      );
    io.out(terraformFile(desiredState(MANIFEST, options), { files, standIns }).text);
    return 0;
  }
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(error.message);
    return 2;
  }
  const gatewayUrl = gatewayUrlOf(settings);
  if (gatewayUrl !== undefined && originOf(gatewayUrl) === undefined) {
    io.err('RECORDING_CONTROL_GATEWAY has a host name that the app would refuse.');
    return 2;
  }
  const judged = judgeConfig(
    appConfigFile(existing, {
      options,
      baseUrl: options.baseUrl,
      // It is made by this run.
      clientId: 'any',
      region: settings.region,
      gatewayUrl,
      setupClientId: invocation.setupClientId,
    }).text,
  );
  if (judged.refused !== undefined) {
    io.err(`${out}/config.json would have ${judged.refused}`);
    return 2;
  }
  for (const mistake of judged.mistakes) io.err(`${out}/${mistake}`);
  const place = { region: settings.region, gatewayUrl };
  const record = `${out}/record.json`;
  /** Each time: somebody may have edited it since. */
  async function records(): Promise<string | undefined> {
    const text = await io.read(record);
    if (isRecord(text)) return text;
    throw new NotOurs(
      `${record} is no record of an installer's run, or has a mistake in its JSON: what it says would be lost. Mend it, or move it away.`,
    );
  }
  const other = otherOwner(await records(), nameOf({ place, options }), ownClientId(existing));
  if (other !== undefined && invocation.verb !== 'undo' && invocation.verb !== 'status') {
    io.err(
      `${out} is the folder of another installation (${printable(other)}): its config.json and headers would be replaced. Give this one a folder of its own with --out.`,
    );
    return 2;
  }
  io.meanwhile(
    `Reading what is there, at ${printable(gatewayUrl ?? settings.region ?? '')}. What seems to be missing is looked for again: up to 20 seconds.`,
  );
  return runVerb({
    invocation,
    options,
    existing,
    place,
    records: { read: records, write: (text) => io.write(record, text) },
    io,
    rest: adminRest(settings, io),
  });
}

/** What is given goes before what config.json says. */
const withChoices = ({ options: given }: Invocation, choices: Partial<Choices>): InstallOptions => ({
  ...given,
  startStop: given.startStop ?? choices.startStop ?? DEFAULT_OPTIONS.startStop,
  licence: given.licence ?? choices.licence,
  allowedOrigins: given.allowedOrigins ?? choices.allowedOrigins ?? DEFAULT_OPTIONS.allowedOrigins,
});
