import type { Browser } from 'playwright-core';

/** What a page's thread did in one go: CPU time, and the wall time that an agent would wait for. */
export interface Task {
  readonly cpuMs: number;
  readonly wallMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** µs; `tdur` is CPU time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The tasks of the busiest page's main thread while `run` runs: of the panels', as no other page does anything. */
export async function tasksDuring(browser: Browser, run: () => Promise<void>): Promise<readonly Task[]> {
  await browser.startTracing(undefined, {
    categories: ['-*', '__metadata', 'disabled-by-default-devtools.timeline'],
  });
  await run();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  const threads = new Map<string, Task[]>();
  for (const { name, args, pid, tid } of traceEvents)
    if (name === 'thread_name' && args?.name === 'CrRendererMain') threads.set(`${pid}.${tid}`, []);
  for (const { name, pid, tid, dur = 0, tdur = dur } of traceEvents)
    if (name === 'RunTask') threads.get(`${pid}.${tid}`)?.push({ cpuMs: tdur / 1_000, wallMs: dur / 1_000 });
  return [...threads.values()].reduce((most, tasks) => (sum(tasks) > sum(most) ? tasks : most), []);
}

const sum = (tasks: readonly Task[]): number => tasks.reduce((total, { cpuMs }) => total + cpuMs, 0);
