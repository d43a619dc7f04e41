import type { ArchiveEvent } from '../archive/archive-event.ts';
import type { FirstLook } from '../archive/first-look.ts';
import { createIncidentTeller } from '../incidents/tell-incident.ts';
import { deliveryOf, headOf } from '../watch/watch-parts.ts';
import type { Wiring } from '../wiring.ts';
import { createDeliverer } from './deliver-webhook.ts';
import { runJobs, type JobLoop } from './job-loop.ts';
import { JOB_QUEUES } from './jobs-of-calls.ts';
import { createLook } from './look-for-recordings.ts';
import type { Store } from './open-store.ts';

export interface WorkOffDeps extends Pick<Store, 'database' | 'engine'> {
  readonly firstLook: Pick<FirstLook, 'found'>;
  /** Its entries in the audit log; `undefined`: they could not be written, and this process ends. */
  tell(event: ArchiveEvent): Promise<readonly string[] | undefined>;
}

export interface WorkOff {
  /** Webhooks that were accepted since the start. */
  readonly delivered: number;
  stop(): Promise<void>;
}

/** Jobs of one kind: what they wait for is somebody else's answer. */
const AT_ONCE = 4;

/** Works on whatever the job engine hands to this process. */
export function workOff(wiring: Wiring, { database, engine, firstLook, tell }: WorkOffDeps): WorkOff {
  const { settings, clock, random, queueApi, log } = wiring;
  const shared = { database, engine, clock, tell };
  const running = {
    engine,
    atOnce: AT_ONCE,
    clock,
    failed: (error: unknown) =>
      log.note('job-failed', { error: error instanceof Error ? error.name : 'unknown' }),
  };
  const deliver = deliveryOf(wiring);
  let delivered = 0;
  const loops: JobLoop[] = [];
  let wakeDeliverer = () => {};
  if (deliver) {
    const handle = createDeliverer({
      ...shared,
      random,
      deliver,
      head: headOf(wiring.journal),
      delivered: () => (delivered += 1),
    });
    const loop = runJobs({ ...running, queue: JOB_QUEUES.deliver, handle });
    const teller = runJobs({
      ...running,
      queue: JOB_QUEUES.tellIncident,
      handle: createIncidentTeller({
        ...shared,
        random,
        ...(settings.region !== undefined && { region: settings.region }),
        deliver,
        head: headOf(wiring.journal),
      }),
    });
    wakeDeliverer = () => [loop, teller].forEach(({ wake }) => wake());
    loops.push(loop, teller);
  }
  const look = createLook({
    ...shared,
    ...(settings.region !== undefined && { region: settings.region }),
    recordings: queueApi.recordings,
    annotations: queueApi.annotations,
    firstLook,
    planned: wakeDeliverer,
  });
  loops.push(runJobs({ ...running, queue: JOB_QUEUES.look, handle: look }));
  return {
    get delivered() {
      return delivered;
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
