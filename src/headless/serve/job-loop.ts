import type { Clock } from '../../app/ports.ts';
import { pause } from '../patience.ts';
import type { Queries } from '../store/database.ts';
import type { HandedJob, JobEngine } from './job-engine.ts';
import type { JobQueue } from './jobs-of-calls.ts';

/** One job in the hands of this process. */
export interface HeldJob<T> {
  readonly data: T;
  /** In the transaction of what it has done. Throws {@link JobLost}, which undoes that transaction. */
  done(inside: Queries): Promise<void>;
}

/** It was given to another process, because this one was silent, or it cannot be done now and is done by the next one. */
export class JobLost extends Error {}

export interface JobLoopDeps<T> {
  readonly engine: Pick<JobEngine, 'take' | 'keep' | 'done' | 'giveBack'>;
  readonly queue: JobQueue;
  readonly atOnce: number;
  readonly clock: Pick<Clock, 'after'>;
  handle(job: HeldJob<T>): Promise<void>;
  /** It threw, and is done again. */
  failed(error: unknown): void;
}

export interface JobLoop {
  /** Something may be due at once. */
  wake(): void;
  /** Takes nothing new on; resolves when what is under way has come to its end. */
  stop(): Promise<void>;
}

/** The engine takes a job from who is silent for longer than some of these. */
const KEEP_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/** Works on what is due in one queue, several at a time, for as long as it is not stopped. */
export function runJobs<T extends object>(deps: JobLoopDeps<T>): JobLoop {
  const { engine, queue, atOnce, clock } = deps;
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let wake = () => {};

  async function work({ id, data }: HandedJob): Promise<void> {
    const job: HeldJob<T> = {
      data: data as T,
      async done(inside) {
        if (!(await engine.done(inside, queue, id))) throw new JobLost('Another process works on it.');
      },
    };
    try {
      await deps.handle(job);
    } catch (error) {
      if (error instanceof JobLost) return;
      deps.failed(error);
      // What cannot be given back now is taken from us, because we are silent about it.
      await engine.giveBack(queue, [id]).catch(() => undefined);
    }
  }

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const free = atOnce - underWay.size;
      const found = free > 0 ? await engine.take(queue, free).catch(() => []) : [];
      if (stopping.signal.aborted) {
        const ids = found.map(({ id }) => id);
        return engine.giveBack(queue, ids).catch(() => undefined);
      }
      for (const job of found) {
        const run = work(job).finally(() => {
          underWay.delete(job.id);
          if (found.length === free) wake();
        });
        underWay.set(job.id, run);
      }
      await pause(LOOK_EVERY_MS, clock, stopping.signal, (run) => (wake = run));
    }
  }

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted || underWay.size > 0) {
      await pause(KEEP_EVERY_MS, clock, underWay.size === 0 ? stopping.signal : undefined);
      if (underWay.size > 0) await engine.keep(queue, [...underWay.keys()]).catch(() => undefined);
    }
  }

  const looking = look();
  void keep();
  return {
    wake: () => wake(),
    async stop() {
      stopping.abort();
      await looking;
      await Promise.allSettled(underWay.values());
    },
  };
}
