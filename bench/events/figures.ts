import type { SandboxControl } from '../../sandbox/control.ts';
import type { Desk, Layout } from './desk.ts';

/** What one stream of events cost the panels' thread, above what it does without events. */
export interface Figures {
  readonly layout: Layout;
  readonly stream: Stream;
  readonly events: number;
  readonly reads: number;
  /** CPU ms per event. */
  readonly scriptMs: number;
  readonly taskMs: number;
  readonly longestMs: number;
  readonly longestWallMs: number;
  /** Share of a core: of the stream itself, with the work that goes on without events. */
  readonly core: number;
}

/**
 * repeat: the platform tells again what was known. change: somebody else pauses or resumes, so that each event changes what
 * the panel shows and has it read. burst: a hundred repeated events at once.
 */
export type Stream = 'repeat' | 'change' | 'burst';

/** Script for one event of ten calls; a hundred calls may cost no more than twice as much as ten. */
const AIM_MS = 1;
const PER_SECOND = 50;
const BURST = 100;
/** Ends the reads that the last events asked for. */
const CALM_MS = 4_000;
/** Events that nobody has heard by then are given up. */
const PATIENCE_MS = 30_000;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function measure(desk: Desk, seconds: number): Promise<readonly Figures[]> {
  await wait(CALM_MS);
  const idle = await observe(desk, () => wait(CALM_MS).then(() => 0));
  const figures: Figures[] = [];
  for (const stream of ['repeat', 'burst', 'change'] as const) {
    const seen = await observe(desk, () => (stream === 'burst' ? burst(desk) : flow(desk, stream, seconds)));
    const share = seen.ms / idle.ms;
    figures.push({
      layout: desk.layout,
      stream,
      events: seen.events,
      reads: seen.reads,
      scriptMs: (seen.scriptMs - idle.scriptMs * share) / seen.events,
      taskMs: (seen.taskMs - idle.taskMs * share) / seen.events,
      longestMs: seen.longestMs,
      longestWallMs: seen.longestWallMs,
      core: seen.taskMs / seen.ms,
    });
    await wait(CALM_MS);
  }
  return figures;
}

async function observe(desk: Desk, run: () => Promise<number>) {
  const before = {
    events: desk.eventsHeard(),
    reads: await desk.readCount(),
    scriptMs: await desk.scriptMs(),
  };
  const startedAt = performance.now();
  let ms = 0;
  const tasks = await desk.tasksDuring(async () => {
    const sent = await run();
    const isHeard = () => desk.eventsHeard() - before.events >= sent;
    while (!isHeard() && performance.now() < startedAt + PATIENCE_MS) await wait(100);
    // What siblings do with the last ones.
    await wait(1_000);
    ms = performance.now() - startedAt;
  });
  return {
    ms,
    events: desk.eventsHeard() - before.events,
    reads: (await desk.readCount()) - before.reads,
    scriptMs: (await desk.scriptMs()) - before.scriptMs,
    taskMs: tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    longestMs: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
    longestWallMs: Math.max(0, ...tasks.map(({ wallMs }) => wallMs)),
  };
}

/** Each event concerns one call, each call in its turn. Answers how many events it caused. */
async function flow(desk: Desk, stream: 'repeat' | 'change', seconds: number): Promise<number> {
  const { callIds, sandbox } = desk;
  const total = Math.round(PER_SECOND * seconds);
  const startedAt = performance.now();
  for (let n = 0; n < total; n += 1) {
    await wait(Math.max(0, startedAt + (n * 1_000) / PER_SECOND - performance.now()));
    const conversationId = callIds[n % callIds.length] ?? '';
    const round = Math.floor(n / callIds.length);
    await cause(
      sandbox.control,
      conversationId,
      stream === 'repeat' ? 'republish' : round % 2 ? 'resume' : 'pause',
    );
  }
  return total;
}

async function burst({ callIds, sandbox }: Desk): Promise<number> {
  const all = Array.from({ length: BURST }, (_, n) => callIds[n % callIds.length] ?? '');
  await Promise.all(all.map((id) => cause(sandbox.control, id, 'republish')));
  return BURST;
}

const cause = (control: SandboxControl, conversationId: string, act: 'republish' | 'pause' | 'resume') =>
  control.act({ conversationId, act });

const ms = (value: number) => value.toFixed(2);

export function describe(figures: Figures): string {
  const { layout, stream, events, reads, scriptMs, taskMs, longestMs, longestWallMs, core } = figures;
  const panels = layout.framed ? `${layout.calls + 1} panels of` : 'one panel of';
  return (
    `${panels} ${layout.calls} calls, ${stream}: ${events} events, ${reads} reads; ` +
    `per event ${ms(scriptMs)} ms of script, ${ms(taskMs)} ms with drawing; ` +
    `longest task ${ms(longestMs)} ms (${ms(longestWallMs)} ms by the wall clock); ${(core * 100).toFixed(0)} % of a core`
  );
}

export function isGoodEnough(all: readonly Figures[]): { readonly good: boolean; readonly text: string } {
  const scriptOf = (calls: number) =>
    all.find(({ layout, stream }) => !layout.framed && layout.calls === calls && stream === 'repeat')
      ?.scriptMs ?? Infinity;
  const [one, ten, hundred] = [scriptOf(1), scriptOf(10), scriptOf(100)];
  return {
    good: ten <= AIM_MS && hundred <= 2 * ten,
    text: `ms of script per event with 1, 10 and 100 calls: ${[one, ten, hundred].map(ms).join(', ')}`,
  };
}
