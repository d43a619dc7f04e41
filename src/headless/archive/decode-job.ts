import type { Job, SeenPause, Webhook } from './job.ts';

/** What is part of the name of a file. */
const ID = /^[\w-]{1,64}$/;
const KEY = /^[0-9a-f]{32}$/;
const PHASES: ReadonlySet<unknown> = new Set<Job['phase']>(['live', 'ended']);
const STATES: ReadonlySet<unknown> = new Set<Webhook['state']>(['waiting', 'delivered', 'set-aside']);

type Check = (value: unknown) => boolean;
const isNumber: Check = Number.isFinite;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const JOB: Readonly<Record<keyof Job, Check>> = {
  v: (value) => value === 1,
  conversationId: (value) => isText(value) && isJobId(String(value)),
  queueId: orAbsent(isText),
  recorded: isFlag,
  unseen: orAbsent(isFlag),
  phase: (value) => PHASES.has(value),
  endedAt: orAbsent(isNumber),
  polls: isNumber,
  nextPollAt: orAbsent(isNumber),
  webhooks: (value) => isObject(value) && Object.values(value).every((each) => fits(WEBHOOK, each)),
  flagged: (value) => Array.isArray(value) && value.every(isText),
  pauses: orAbsent((value) => Array.isArray(value) && value.every((each) => fits(PAUSE, each))),
  marks: orAbsent((value) => isObject(value) && Object.values(value).every(isText)),
  told: orAbsent((value) => isObject(value) && Object.values(value).every((each) => fits(TOLD, each))),
  agents: orAbsent((value) => Array.isArray(value) && value.every(isText)),
  proved: orAbsent(isText),
};

const TOLD: Readonly<Record<keyof NonNullable<Job['told']>[string], Check>> = {
  userId: isText,
  mark: isText,
};

const PAUSE: Readonly<Record<keyof SeenPause, Check>> = {
  from: isNumber,
  to: orAbsent(isNumber),
  seenUntil: orAbsent(isNumber),
  end: orAbsent((value) => value === 'call' || value === 'unseen'),
  userId: orAbsent(isText),
  by: orAbsent((value) => value === 'event'),
};

const WEBHOOK: Readonly<Record<keyof Webhook, Check>> = {
  key: (value) => isText(value) && isWebhookKey(String(value)),
  body: isText,
  state: (value) => STATES.has(value),
  attempts: isNumber,
  nextAt: isNumber,
  status: orAbsent(isNumber),
  untold: orAbsent(isFlag),
};

export const isJobId = (text: string): boolean => ID.test(text);
export const isWebhookKey = (text: string): boolean => KEY.test(text);

/** A job as its file has it; `undefined` for whatever else stands there: a watch must not stumble over it later. */
export function decodeJob(text: string): Job | undefined {
  try {
    const job = JSON.parse(text) as unknown;
    // Without the moment of its end it would be waited for without end.
    return fits(JOB, job) && ((job as Job).phase === 'live' || (job as Job).endedAt !== undefined)
      ? (job as Job)
      : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fits = (checks: Readonly<Record<string, Check>>, value: unknown): boolean =>
  isObject(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
