import type { Clock } from '../app/ports.ts';
import type { Rest } from '../genesys/http/rest.ts';
import { UsageError, type Environment, type Settings } from '../headless/settings.ts';
import { appConfigFile, keepingOwn, readOwnConfig, type OwnConfig } from './app-config.ts';
import { applyInstall, applyUndo, type Outcome } from './apply.ts';
import { readArguments, USAGE, type Invocation } from './arguments.ts';
import { adminRest, adminSettings, gatewayUrlOf } from './connect.ts';
import { describeCounts, describeFailure, describeObstacle, describeStep, describeStop } from './describe.ts';
import { desiredState, type Wanted } from './desired.ts';
import { createDesks } from './desks.ts';
import { hostingFiles, json, type OutputFile } from './hosting.ts';
import { MANIFEST } from './manifest.ts';
import { DEFAULT_OPTIONS, type InstallOptions } from './options.ts';
import { observe, type Observation, type Obstacle } from './observe.ts';
import { changesNothing, planInstall, planUndo, type Step } from './plan.ts';
import { REGION_DOMAINS } from '../regions.ts';
import { terraformFile } from './terraform.ts';

export interface InstallIo {
  out(text: string): void;
  err(text: string): void;
  /** False where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string): Promise<void>;
  readonly fetch: typeof fetch;
  /** Default: that of this machine. */
  readonly clock?: Clock;
}

/** 0 done or nothing to do, 1 refused or failed, 2 wrong usage. */
type ExitCode = 0 | 1 | 2;

/** `recording-control install …`. Never throws for what can be expected, and never prints a secret. */
export async function runInstall(
  args: readonly string[],
  env: Environment,
  io: InstallIo,
): Promise<ExitCode> {
  const read = readArguments(args);
  if (read.kind === 'help') {
    io.out(USAGE);
    return 0;
  }
  if (read.kind === 'wrong') {
    io.err(read.message);
    return 2;
  }
  const { invocation } = read;
  const existing = await io.read(configPath(invocation));
  const own = readOwnConfig(existing);
  const options = withChoices(invocation, own);
  const desired = desiredState(MANIFEST, options);
  if (invocation.output === 'terraform') {
    io.out(terraformFile(desired).text);
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
  const rest = adminRest(env, settings, io);
  return run({ invocation, options, existing, own, desired, settings, io, rest });
}

/** What is given goes before what config.json says. */
const withChoices = ({ options: given }: Invocation, { choices }: OwnConfig): InstallOptions => ({
  ...given,
  startStop: given.startStop ?? choices.startStop ?? DEFAULT_OPTIONS.startStop,
  allowedOrigins: given.allowedOrigins ?? choices.allowedOrigins ?? DEFAULT_OPTIONS.allowedOrigins,
});

interface Job {
  readonly invocation: Invocation;
  readonly options: InstallOptions;
  /** The config.json of an earlier run, as text and as what it says. */
  readonly existing: string | undefined;
  readonly own: OwnConfig;
  readonly desired: readonly Wanted[];
  readonly settings: Settings;
  readonly io: InstallIo;
  readonly rest: Rest;
}

async function run(job: Job): Promise<ExitCode> {
  const { invocation, desired, rest, io } = job;
  const seen = await observe(rest, desired, job.options);
  if (!seen.ok) {
    io.err(describeFailure(seen.failure));
    return 1;
  }
  switch (invocation.verb) {
    case 'plan':
      return showPlan(job, seen.value);
    case 'status':
      return showStatus(job, seen.value);
    case 'undo':
      return undo(job, seen.value);
    case 'upgrade':
      if (seen.value.observed.size > 0) return install(job, seen.value);
      io.err('Nothing of Recording Control is installed here. Use "install apply".');
      return 1;
    case 'apply':
      return install(job, seen.value);
  }
}

const asData = (steps: readonly Step[], obstacles: readonly Obstacle[], more: object = {}): string =>
  json({
    steps: steps.map((step) => ({
      action: step.action,
      key: step.wanted.key,
      name: step.wanted.name,
      ...('found' in step && { id: step.found.id }),
      ...('changes' in step && { changes: step.changes }),
    })),
    obstacles,
    ...more,
  });

function show({ invocation, io }: Job, steps: readonly Step[], obstacles: readonly Obstacle[]): void {
  if (invocation.output === 'json') return;
  for (const line of steps.flatMap(describeStep)) io.out(line);
  io.out(describeCounts(steps));
  for (const obstacle of obstacles) io.err(describeObstacle(obstacle));
}

function showPlan(job: Job, { observed, obstacles }: Observation): ExitCode {
  const steps = planInstall(job.desired, observed);
  if (job.invocation.output === 'json') job.io.out(asData(steps, obstacles));
  show(job, steps, obstacles);
  return obstacles.length === 0 ? 0 : 1;
}

function showStatus(job: Job, { observed, obstacles }: Observation): ExitCode {
  const { io, invocation } = job;
  const steps = planInstall(job.desired, observed);
  const isSame = changesNothing(steps) && obstacles.length === 0;
  if (invocation.output === 'json') io.out(asData(steps, obstacles, { installed: isSame }));
  else if (observed.size === 0) io.out('Nothing of Recording Control is installed here.');
  else {
    show(job, steps, obstacles);
    // Settings and state go by the id of their integration.
    const own = [...observed].filter(([key]) => !/^(settings|state)\./.test(key));
    for (const [key, { id }] of own) io.out(`      ${key}  ${id}`);
  }
  return isSame ? 0 : 1;
}

async function install(job: Job, { observed, obstacles }: Observation): Promise<ExitCode> {
  const { invocation, desired, io, rest } = job;
  const isText = invocation.output === 'text';
  const steps = planInstall(desired, observed);
  show(job, steps, obstacles);
  if (obstacles.length > 0) {
    if (!isText) io.out(asData(steps, obstacles));
    return 1;
  }
  const agreed = changesNothing(steps) || invocation.yes || (await io.confirm('Do this?'));
  if (!agreed) {
    io.err('Nothing was done. Answer yes, or give --yes.');
    return 1;
  }
  const outcome = await applyInstall(desired, observed, createDesks(rest), (step, at, of) => {
    if (isText && step.action !== 'keep') io.out(`[${at}/${of}] ${describeStep(step)[0] ?? ''}`);
  });
  if (outcome.stopped !== undefined) return stopped(job, outcome, obstacles);
  const written = await writeFiles(job, outcome);
  if (!isText) io.out(asData(outcome.done, obstacles, { ids: Object.fromEntries(outcome.ids), written }));
  else sayDone(job, outcome, written);
  return 0;
}

function sayDone({ io, desired }: Job, outcome: Outcome, written: readonly string[]): void {
  io.out(changesNothing(outcome.done) ? 'Everything is installed; nothing was changed.' : 'Installed.');
  io.out('Written, for you to upload:');
  for (const path of written) io.out(`  ${path}`);
  io.out('Serve config.json beside index.html, with the headers of your host.');
  const group = desired.find(({ kind }) => kind === 'group');
  if (group !== undefined) {
    io.out(`Add your agents to the group "${group.name}": it shows them the app and lets them pause.`);
  }
}

function stopped(job: Job, outcome: Outcome, obstacles: readonly Obstacle[]): ExitCode {
  const { io, invocation } = job;
  const how = 'Run the same command again: it goes on from here.';
  if (invocation.output === 'json') {
    const { stopped: stop } = outcome;
    io.out(
      asData(outcome.done, obstacles, {
        stopped: stop && { key: stop.step.wanted.key, failure: stop.failure },
        left: outcome.left.map(({ key }) => key),
      }),
    );
  }
  for (const line of describeStop(outcome, how)) io.err(line);
  return 1;
}

async function undo(job: Job, { observed, obstacles }: Observation): Promise<ExitCode> {
  const { invocation, desired, io, rest } = job;
  const isText = invocation.output === 'text';
  const steps = planUndo(desired, observed);
  show(job, steps, []);
  if (steps.length > 0 && !invocation.yes && !(await io.confirm('Delete all of this?'))) {
    io.err('Nothing was done. Answer yes, or give --yes.');
    return 1;
  }
  const outcome = await applyUndo(steps, createDesks(rest));
  if (outcome.stopped !== undefined) return stopped(job, outcome, obstacles);
  if (isText) io.out(steps.length === 0 ? 'Nothing of Recording Control is installed here.' : 'Removed.');
  else io.out(asData(outcome.done, []));
  return 0;
}

const configPath = ({ out }: Invocation): string => `${out}/config.json`;

/** config.json and the headers. What an admin added to a config.json that is there stays in it. */
async function writeFiles(job: Job, { ids }: Outcome): Promise<readonly string[]> {
  const { invocation, options, settings, own, existing, io } = job;
  const gatewayUrl = gatewayUrlOf(settings);
  const config = appConfigFile({
    options,
    clientId: ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) ?? '',
    region: settings.region,
    gatewayUrl,
    setupClientId: invocation.setupClientId,
  });
  const files: readonly OutputFile[] = [
    { ...config, text: keepingOwn(existing, config.text) },
    ...hostingFiles({
      baseUrl: options.baseUrl,
      regions: settings.region === undefined ? (gatewayUrl ? [] : REGION_DOMAINS) : [settings.region],
      gatewayUrl,
      allowedOrigins: options.allowedOrigins,
      webhookUrl: invocation.webhookUrl ?? own.webhookUrl,
      paymentPageUrl: own.paymentPageUrl,
    }),
  ];
  for (const { path, text } of files) await io.write(`${invocation.out}/${path}`, text);
  return files.map(({ path }) => `${invocation.out}/${path}`);
}
