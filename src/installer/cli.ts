import { NotOurs } from '../headless/home/files.ts';
import { UsageError, type Environment, type Settings } from '../headless/settings.ts';
import { appConfigFile, isReadable, judgeConfig, ownChoices } from './app-config.ts';
import { readArguments, type Invocation } from './arguments.ts';
import { adminRest, adminSettings, gatewayUrlOf } from './connect.ts';
import { desiredState } from './desired.ts';
import { originOf } from '../launch/origins.ts';
import type { ExitCode, InstallIo } from './job.ts';
import { MANIFEST } from './manifest.ts';
import { DEFAULT_OPTIONS, type Choices, type InstallOptions } from './options.ts';
import { terraformFile } from './terraform.ts';
import { runVerb } from './verbs.ts';

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
  if (invocation.output === 'terraform') {
    io.out(terraformFile(desiredState(MANIFEST, options)).text);
    return 0;
  }
  let settings: Settings;
  try {
    settings = adminSettings(env);
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
  const record = `${out}/record.json`;
  return runVerb({
    invocation,
    options,
    existing,
    place: { region: settings.region, gatewayUrl },
    records: { read: () => io.read(record), write: (text) => io.write(record, text) },
    io,
    rest: adminRest(env, settings, io),
  });
}

/** What is given goes before what config.json says. */
const withChoices = ({ options: given }: Invocation, choices: Partial<Choices>): InstallOptions => ({
  ...given,
  startStop: given.startStop ?? choices.startStop ?? DEFAULT_OPTIONS.startStop,
  allowedOrigins: given.allowedOrigins ?? choices.allowedOrigins ?? DEFAULT_OPTIONS.allowedOrigins,
});
