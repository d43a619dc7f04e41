import type { Clock, Random } from '../../app/ports.ts';
import type { ArchiveEvent } from '../archive/archive-event.ts';
import { afterDelivery } from '../archive/job-steps.ts';
import type { Webhook } from '../archive/job.ts';
import type { Deliver } from '../archive/webhook.ts';
import type { JobEngine } from '../serve/job-engine.ts';
import { JobLost, type HeldJob } from '../serve/job-loop.ts';
import { JOB_QUEUES, type IncidentData } from '../serve/jobs-of-calls.ts';
import type { Database } from '../store/database.ts';
import { incidentBody } from './incident-body.ts';
import { incidentOfRow, rowsOf } from './incident-rows.ts';

export interface TellIncidentDeps {
  readonly database: Database;
  readonly engine: Pick<JobEngine, 'send'>;
  readonly clock: Pick<Clock, 'wall'>;
  readonly random: Random;
  readonly region?: string;
  readonly deliver: Deliver;
  head(): string | undefined;
  /** Its entries in the audit log; `undefined`: they could not be written, and this process ends. */
  tell(event: ArchiveEvent): Promise<readonly string[] | undefined>;
}

/**
 * The webhook of one incident that was opened. Its body is made of what an incident never changes, and its key is the incident's
 * own: after a kill the same is sent once more. How it ended is told first; then nothing is left to do.
 */
export function createIncidentTeller(deps: TellIncidentDeps): (job: HeldJob<IncidentData>) => Promise<void> {
  const { database, engine, clock, region } = deps;

  async function tell(event: ArchiveEvent): Promise<void> {
    if ((await deps.tell(event)) === undefined) throw new JobLost('It is not on record.');
  }

  return async (job) => {
    const { incidentId, attempts = 0 } = job.data;
    const [row] = await rowsOf(database, [incidentId]);
    // Erased meanwhile.
    if (row === undefined) return database.together((inside) => job.done(inside));
    const incident = incidentOfRow(row);
    const { conversationId } = incident;
    const body = JSON.stringify(incidentBody(incident, region));
    const webhook: Webhook = { key: incidentId, body, state: 'waiting', attempts, nextAt: 0 };
    const answer = await deps.deliver(webhook, deps.head());
    const now = clock.wall();
    const next = afterDelivery(webhook, answer, { now, random: deps.random });
    const about = { conversationId, incidentId };
    if (answer.kind === 'accepted') await tell({ kind: 'incident-told', ...about });
    if (answer.kind === 'refused') await tell({ kind: 'incident-refused', ...about, status: answer.status });
    await database.together(async (inside) => {
      await job.done(inside);
      if (answer.kind === 'refused')
        await inside.query(
          `insert into recording_control.set_aside (key, conversation_id, recording_id, status, body)
           values ($1, $2, $3, $4, $5) on conflict (key) do nothing`,
          [incidentId, conversationId, incident.recordingId ?? null, answer.status, body],
        );
      if (answer.kind === 'later')
        await engine.send(inside, [
          {
            queue: JOB_QUEUES.tellIncident,
            data: { incidentId, attempts: attempts + 1 },
            key: incidentId,
            afterMs: Math.max(0, (next.nextAt ?? now) - now),
          },
        ]);
    });
    if (answer.kind !== 'later') return;
    const { status } = answer;
    await deps.tell({ kind: 'incident-delayed', ...about, ...(status !== undefined && { status }) });
  };
}
