import { ownClientId } from './app-config.ts';
import { applyInstall, applyUndo, type Outcome } from './apply.ts';
import type { Verb } from './arguments.ts';
import {
  describeCounts,
  describeFailure,
  describeImplicit,
  describeObstacle,
  describeStep,
  describeStop,
  describeWait,
  WAITING_FOR_EARLIER,
} from './describe.ts';
import { desiredState } from './desired.ts';
import { createResourceApis } from './resource-apis.ts';
import { json } from './hosting.ts';
import type { ExitCode, Job } from './job.ts';
import { MANIFEST } from './manifest.ts';
import { observe, type Observation } from './observe.ts';
import { blinding, leftAlone, type Obstacle } from './obstacle.ts';
import { changesNothing, planInstall, planUndo, type Step } from './plan.ts';
import { recordingRun } from './recording-run.ts';
import { missingRights } from './rights.ts';
import { newToken, readRecord, recordName } from './run-record.ts';
import { livesBefore } from './token-life.ts';
import { writeFiles } from './write-files.ts';

/** What there is, what has to happen, and what stands in the way of it: all of it known before anything is changed. */
interface Plan extends Pick<Observation, 'desired' | 'token' | 'observed' | 'implicit' | 'elsewhere'> {
  readonly steps: readonly Step[];
  readonly obstacles: readonly Obstacle[];
}

/** Of ours: settings and state go by the id of their integration, and whose tokens live shorter is not ours. */
const ownOf = ({ observed }: Plan) =>
  [...observed].filter(([key]) => !/^(settings|state|token-life)\./.test(key));

const idsOf = ({ observed }: Plan): ReadonlyMap<string, string> =>
  new Map([...observed].map(([key, { id }]) => [key, id]));

const isInstalled = (plan: Plan): boolean => ownOf(plan).length > 0;

const VERBS: Readonly<Record<Verb, (job: Job, plan: Plan) => ExitCode | Promise<ExitCode>>> = {
  plan: showPlan,
  status: showStatus,
  apply: install,
  upgrade(job, plan) {
    if (isInstalled(plan) || plan.obstacles.length > 0) return install(job, plan);
    job.io.err('Nothing of Recording Control is installed here. Use "install apply".');
    return 1;
  },
  undo,
};

const INTERRUPTED = 'Interrupted.';

export async function runVerb(job: Job): Promise<ExitCode> {
  const { invocation, options, rest, io } = job;
  const seen = await observe(rest, {
    options,
    desire: (token) => desiredState(MANIFEST, options, token),
    record: readRecord(await job.records.read(), nameOf(job)),
    newToken: newToken(),
    mayMove: invocation.move,
    clientId: ownClientId(job.existing),
    wait: io.wait,
    waiting: () => io.err(WAITING_FOR_EARLIER),
  });
  if (!seen.ok) {
    io.err(io.interrupted ? `${INTERRUPTED} Nothing was changed.` : describeFailure(seen.failure));
    return 1;
  }
  const { desired, observed, obstacles, putBack } = seen.value;
  const steps =
    invocation.verb === 'undo'
      ? [...planUndo(desired, observed), ...putBack]
      : planInstall(desired, observed);
  const permissions = await missingRights(rest, steps);
  const rights: readonly Obstacle[] = permissions.length > 0 ? [{ kind: 'no-right', permissions }] : [];
  // What a run was about to make may have come to nothing: a removal keeps the record, and installing goes on with it.
  const where = seen.value.elsewhere;
  const isTold = where === 'yes' || (where === 'perhaps' && invocation.verb === 'undo');
  const elsewhere: readonly Obstacle[] = isTold ? [{ kind: 'recorded-elsewhere' }] : [];
  return VERBS[invocation.verb](job, {
    ...seen.value,
    steps,
    obstacles: [...obstacles, ...elsewhere, ...rights],
  });
}

export const nameOf = ({ place, options }: Pick<Job, 'place' | 'options'>): string =>
  recordName(place.gatewayUrl ?? place.region ?? '', options.instance);

const asData = (steps: readonly Step[], obstacles: readonly Obstacle[], more: object = {}): string =>
  json({
    steps: steps.map((step) => ({
      action: step.action,
      key: step.wanted.key,
      name: step.wanted.name,
      ...('found' in step && { id: step.found.id, ...(step.found.name && { called: step.found.name }) }),
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

/** What an admin should know of the client by which agents sign in so far. */
function sayImplicit({ invocation, io }: Job, { implicit }: Plan): void {
  if (implicit !== undefined && invocation.output === 'text') io.out(describeImplicit(implicit));
}

const implicitIn = ({ implicit }: Plan): object =>
  implicit === undefined ? {} : { implicit: { id: implicit.id, name: implicit.name } };

function showPlan(job: Job, plan: Plan): ExitCode {
  const { steps, obstacles } = plan;
  if (job.invocation.output === 'json') job.io.out(asData(steps, obstacles, implicitIn(plan)));
  show(job, steps, obstacles);
  sayImplicit(job, plan);
  return obstacles.length === 0 ? 0 : 1;
}

function showStatus(job: Job, plan: Plan): ExitCode {
  const { io, invocation } = job;
  const { steps } = plan;
  // Who only looks needs no rights to change.
  const obstacles = plan.obstacles.filter(({ kind }) => kind !== 'no-right');
  const isSame = changesNothing(steps) && obstacles.length === 0;
  if (invocation.output === 'json')
    io.out(asData(steps, obstacles, { installed: isSame, ...implicitIn(plan) }));
  else if (!isInstalled(plan) && obstacles.length === 0) sayNothingThere(job);
  else {
    show(job, steps, obstacles);
    for (const [key, { id }] of ownOf(plan)) io.out(`      ${key}  ${id}`);
    if (isSame) io.out('Installed, and nothing differs.');
    sayImplicit(job, plan);
  }
  return isSame ? 0 : 1;
}

const sayNothingThere = ({ io }: Job): void => io.out('Nothing of Recording Control is installed here.');

/** Shows what stands in the way, if anything does. */
function isBlocked(job: Job, steps: readonly Step[], obstacles: readonly Obstacle[]): boolean {
  if (obstacles.length > 0 && job.invocation.output === 'json') job.io.out(asData(steps, obstacles));
  return obstacles.length > 0;
}

async function isAgreed({ invocation, io }: Job, question: string): Promise<boolean> {
  if (invocation.yes || (await io.confirm(question))) return true;
  io.err('Nothing was done. Answer yes on a terminal, or give --yes.');
  return false;
}

async function install(job: Job, plan: Plan): Promise<ExitCode> {
  const { desired, token, observed, steps, obstacles } = plan;
  const { io, rest, invocation } = job;
  const isText = invocation.output === 'text';
  show(job, steps, obstacles);
  sayImplicit(job, plan);
  if (isBlocked(job, steps, obstacles)) return 1;
  if (!changesNothing(steps) && !(await isAgreed(job, 'Do this?'))) return 1;
  const recording = recordingRun(job.records, nameOf(job), token);
  if (!changesNothing(steps) && !(await isWritten(() => recording.begun(livesBefore(steps))))) {
    io.err(
      `The folder ${invocation.out} cannot be written, so what is made could not be recorded. Nothing was done.`,
    );
    return 1;
  }
  await isWritten(() => recording.found(idsOf(plan)));
  const outcome = await applyInstall(desired, observed, createResourceApis(rest), {
    wait: io.wait,
    progress: (step, at, of) => {
      if (isText && step.action !== 'keep') io.out(progressLine(step, at, of));
    },
    waiting: (step) => isText && io.out(describeWait(step)),
    making: (key) => recording.making(key).catch(() => undefined),
    // The mark finds it as well.
    made: async (key, id) => void (await isWritten(() => recording.made(key, id))),
  });
  if (outcome.stopped !== undefined) return stopped(job, outcome, obstacles);
  let written: readonly string[] = [];
  let why = `The folder ${invocation.out} cannot be written.`;
  const write = async () => (written = await writeFiles(job, outcome.ids));
  if (!(await isWritten(write, (sentence) => (why = sentence)))) {
    io.err(`Installed, but not all files are written. ${why} Then run the same command again.`);
    return 1;
  }
  if (!isText) io.out(asData(outcome.done, obstacles, { ids: Object.fromEntries(outcome.ids), written }));
  else sayDone(job, desired, outcome, written);
  return 0;
}

/** A disk may be full or read-only: an expected failure, whatever the system calls it. What has no code says in words what is wrong. */
const isWritten = (
  write: () => Promise<unknown>,
  tell: (sentence: string) => void = () => {},
): Promise<boolean> =>
  write().then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && !('code' in error)) tell(error.message);
      return false;
    },
  );

const progressLine = (step: Step, at: number, of: number): string =>
  `[${at}/${of}] ${describeStep(step)[0] ?? ''}`;

function sayDone({ io }: Job, desired: Plan['desired'], { done }: Outcome, written: readonly string[]): void {
  io.out(changesNothing(done) ? 'Everything is installed; nothing was changed.' : 'Installed.');
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
  if (io.interrupted) io.err(INTERRUPTED);
  for (const line of describeStop(outcome, how)) io.err(line);
  return 1;
}

async function undo(job: Job, plan: Plan): Promise<ExitCode> {
  const { token, steps, obstacles } = plan;
  const isElsewhere = plan.elsewhere !== 'no';
  const { io, rest, invocation } = job;
  const isText = invocation.output === 'text';
  const left = leftAlone(obstacles);
  const against = [...blinding(obstacles), ...obstacles.filter(({ kind }) => kind === 'no-right')];
  show(job, steps, [...against, ...left]);
  if (isBlocked(job, steps, against)) return 1;
  if (steps.length > 0 && !(await isAgreed(job, 'Delete all of this?'))) return 1;
  const recording = recordingRun(job.records, nameOf(job), token);
  if (steps.length > 0 && !isElsewhere) await isWritten(() => recording.found(idsOf(plan)));
  const outcome = await applyUndo(steps, createResourceApis(rest), {
    wait: io.wait,
    progress: (step, at, of) => isText && io.out(progressLine(step, at, of)),
  });
  if (outcome.stopped !== undefined) return stopped(job, outcome, left);
  if (!isElsewhere) await isWritten(recording.undone);
  if (!isText) io.out(asData(outcome.done, left));
  else if (steps.length === 0) sayNothingThere(job);
  else {
    io.out(outcome.done.some(({ action }) => action === 'change') ? 'Removed, and put back.' : 'Removed.');
    io.out(
      `What was written into ${invocation.out} is left there. Take config.json and the app off your web host.`,
    );
    io.out(
      'The client and the role that you made to install with are yours: delete them when you need them no more.',
    );
    io.out("Agents use Genesys' own Secure pause button now.");
  }
  return 0;
}
