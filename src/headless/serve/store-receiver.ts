import type { Database, Queries } from '../store/database.ts';
import type { JobEngine } from './job-engine.ts';
import { JOB_QUEUES, type NewJob } from './jobs-of-calls.ts';

export interface ReceiverOfWorker {
  /** This process has the address of the receiver. */
  readonly isKnown: boolean;
  /** No other process works on this store, now or later. */
  readonly isOnly: boolean;
}

/**
 * The receiver belongs to the store: once a worker has had its address, webhooks wait for one that has it, whoever finds what is to be told.
 * Where one process has the store to itself, that one's word counts. The first time incidents that nobody has closed are told. Answers
 * whether the store has a receiver.
 */
export const noteReceiver = (
  database: Pick<Database, 'together'>,
  engine: Pick<JobEngine, 'send'>,
  { isKnown, isOnly }: ReceiverOfWorker,
): Promise<boolean> =>
  database.together(async (inside) => {
    // Whoever opens an incident now holds this row until it is stored: it is told, by its finder or from here.
    const [row] = await inside.query<{ readonly has_receiver: boolean }>(
      'select has_receiver from recording_control.store for update',
    );
    const had = row?.has_receiver ?? false;
    const has = isKnown || (had && !isOnly);
    if (has === had) return has;
    await inside.query('update recording_control.store set has_receiver = $1', [has]);
    if (!has) return has;
    const open = await inside.query<{ readonly id: string }>(
      "select id from recording_control.incident where state <> 'closed'",
    );
    await engine.send(
      inside,
      open.map(({ id }) => tellIncident(id)),
    );
    return has;
  });

/** It stays so until the transaction is over. */
export async function hasReceiver(inside: Queries): Promise<boolean> {
  const [row] = await inside.query<{ readonly has_receiver: boolean }>(
    'select has_receiver from recording_control.store for share',
  );
  return row?.has_receiver ?? false;
}

export const tellIncident = (incidentId: string): NewJob => ({
  queue: JOB_QUEUES.tellIncident,
  data: { incidentId },
  key: incidentId,
  afterMs: 0,
});
