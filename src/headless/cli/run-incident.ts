import { checkId } from '../control/prerequisites.ts';
import type { EraseAnswer, IncidentDesk, IncidentWithSteps, StepAnswer } from '../incidents/incident-desk.ts';
import { isIncidentId, textFault } from '../incidents/incident-texts.ts';
import { withDesk } from '../incidents/with-desk.ts';
import { retentionDays } from '../store/retention-days.ts';
import { databaseUrl } from '../store/database-url.ts';
import { homeOf, UsageError } from '../settings.ts';
import type { IncidentCommand } from './incident-verbs.ts';
import type { Output } from './output.ts';
import { counted } from './words.ts';
import { EXIT, type CliWorld } from './world.ts';

type OfIncident = Extract<IncidentCommand, { verb: 'incident' }>;
type Step = Extract<OfIncident, { action: 'review' | 'close' }>;
type Erase = Extract<IncidentCommand, { verb: 'erase' }>;

export const runIncident = (command: OfIncident, world: CliWorld, output: Output): Promise<number> =>
  command.action === 'list'
    ? atDesk(command, world, output, (desk) => list(desk, command.all, output))
    : takeStep(command, world, output);

async function atDesk(
  { database }: IncidentCommand,
  { environment, signal, parts }: CliWorld,
  output: Output,
  use: (desk: IncidentDesk) => Promise<number>,
): Promise<number> {
  const url = databaseUrl(database, environment);
  const place = {
    home: homeOf(environment),
    ...(url !== undefined && { url }),
    fetch: parts?.fetch ?? fetch,
    retentionDays: retentionDays(environment),
    signal,
    waiting: output.warn,
  };
  const done = await withDesk(place, use);
  if (done.kind === 'done') return done.value;
  if (done.kind === 'interrupted') return EXIT.interrupted;
  output.fail({ type: 'error', kind: 'store', message: done.why }, done.why);
  return EXIT.failed;
}

async function list(desk: IncidentDesk, isAll: boolean, output: Output): Promise<number> {
  const { incidents, older } = await desk.list(isAll);
  for (const incident of incidents)
    output.say({ type: 'incident', ...lineOf(incident) }, ...sentences(incident));
  const count = incidents.length + older;
  const left = older > 0 ? ` The ${counted(older, 'oldest one is', 'oldest ones are')} left out.` : '';
  output.say(
    { type: 'incidents', count, ...(older > 0 && { left: older }) },
    count === 0
      ? `There is no incident${isAll ? '' : ' that is not closed'}.`
      : `${counted(count, 'incident')}${isAll ? '' : ' not closed'}.${left}`,
  );
  return EXIT.ok;
}

const isoOf = (at: number): string => new Date(at).toISOString();

/** Times as the audit log has them. */
function lineOf({ from, to, openedAt, closedAt, steps, ...rest }: IncidentWithSteps) {
  return {
    ...rest,
    from: isoOf(from),
    ...(to !== undefined && { to: isoOf(to) }),
    openedAt: isoOf(openedAt),
    ...(closedAt !== undefined && { closedAt: isoOf(closedAt) }),
    steps: steps.map((step) => ({ ...step, at: isoOf(step.at) })),
  };
}

const WHATS = {
  'REC-LATE': 'the pause begins late on the recording',
  'REC-SHORT': 'the pause is too short on the recording',
  'REC-MISSING': 'the pause is not on the recording',
} as const;

function sentences({ id, state, code, conversationId, from, to, steps, ...more }: IncidentWithSteps) {
  const { recordingId, userId } = more;
  const until = to === undefined ? 'nobody knows when' : isoOf(to);
  return [
    `${id}  ${state}  ${code}: ${WHATS[code]}`,
    `  call ${conversationId}, paused ${isoOf(from)} to ${until}${recordingId === undefined ? '' : `, recording ${recordingId}`}${userId === undefined ? '' : `, agent ${userId}`}`,
    ...steps.map(
      ({ step, by, note, at }) => `  ${isoOf(at)}  ${step} by ${by}${note === undefined ? '' : `: ${note}`}`,
    ),
  ];
}

const DONE = { review: 'reviewed', close: 'closed' } as const;

async function takeStep(command: Step, world: CliWorld, output: Output): Promise<number> {
  const { action, by, note } = command;
  const id = command.id.toLowerCase();
  if (!isIncidentId(id))
    throw new UsageError(
      `${JSON.stringify(command.id)} is no incident: 32 hex digits are expected, as \`incident list\` shows them.`,
    );
  const fault = textFault(by, note);
  if (fault !== undefined) throw new UsageError(fault);
  const order = { id, step: DONE[action], by, ...(note !== undefined && { note }) };
  return atDesk(command, world, output, async (desk) => {
    const answer = await desk.step(order);
    if (answer.kind === 'done') {
      output.say(
        { type: 'step', id, step: order.step, by, state: answer.incident.state },
        `Incident ${id} is ${answer.incident.state}.`,
      );
      return EXIT.ok;
    }
    const message = stepRefusal(answer, id);
    output.fail({ type: 'error', kind: answer.kind, id, message }, message);
    return answer.kind === 'unsure' ? EXIT.unconfirmed : EXIT.failed;
  });
}

const NOT_LOGGED = 'The audit log of the home cannot be written, and so nothing was done.';
const UNSURE =
  'It stands in the audit log, and the database has not said that it has it. Give the same command again.';

function stepRefusal(answer: Exclude<StepAnswer, { kind: 'done' }>, id: string): string {
  switch (answer.kind) {
    case 'no-such':
      return `There is no incident ${id} in this store.`;
    case 'closed':
      return `Incident ${id} is closed${answer.at === undefined ? '' : ` since ${isoOf(answer.at)}`}, and stays so.`;
    case 'not-logged':
      return NOT_LOGGED;
    case 'unsure':
      return UNSURE;
  }
}

/** One call after the other: what is done stays done when the next one is refused. */
export function runErase(command: Erase, world: CliWorld, output: Output): Promise<number> {
  const ids = command.ids.map((id) => checkId('conversation', id));
  const { by } = command;
  const fault = by === undefined ? undefined : textFault(by, undefined);
  if (fault !== undefined) throw new UsageError(fault);
  return atDesk(command, world, output, async (desk) => {
    let worst: number = EXIT.ok;
    for (const conversationId of ids) {
      const answer = await desk.erase({ conversationId, ...(by !== undefined && { by }) });
      if (answer.kind === 'done') {
        const { kind: _done, ...counts } = answer;
        output.say({ type: 'erased', conversationId, ...counts }, erasedSentence(conversationId, answer));
        continue;
      }
      const message = eraseRefusal(answer, conversationId);
      output.fail({ type: 'error', kind: answer.kind, conversationId, message }, message);
      worst = answer.kind === 'unsure' && worst === EXIT.ok ? EXIT.unconfirmed : EXIT.failed;
    }
    return worst;
  });
}

const erasedSentence = (
  id: string,
  { calls, verdicts, incidents }: Extract<EraseAnswer, { kind: 'done' }>,
): string =>
  calls + verdicts + incidents === 0
    ? `${id}: the store has nothing of this call.`
    : `${id}: taken out of the store, ${counted(verdicts, 'verdict')} and ${counted(incidents, 'incident')} with it. The audit log keeps its entries, which hold ids, times and codes.`;

function eraseRefusal(answer: Exclude<EraseAnswer, { kind: 'done' }>, id: string): string {
  switch (answer.kind) {
    case 'under-way':
      return `${id}: the service still works on this call, up to two days after its end. Erase it when that is over.`;
    case 'not-logged':
      return `${id}: ${NOT_LOGGED}`;
    case 'unsure':
      return `${id}: ${UNSURE}`;
  }
}
