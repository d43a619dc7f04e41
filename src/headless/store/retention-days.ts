import { UsageError, variable, type Environment } from '../settings.ts';

const NAME = 'RECORDING_CONTROL_RETENTION_DAYS';
/** A year, and the time that an audit takes after it. */
const DEFAULT_DAYS = 400;
/** A call is worked on for two days. */
const LEAST_DAYS = 7;
const MOST_DAYS = 36_500;

/** How long the service keeps what it has done with. */
export function retentionDays(environment: Environment): number {
  const text = variable(environment, NAME);
  if (text === undefined) return DEFAULT_DAYS;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (days >= LEAST_DAYS && days <= MOST_DAYS) return days;
  throw new UsageError(
    `${NAME} is ${JSON.stringify(text)}: whole days from ${LEAST_DAYS} to ${MOST_DAYS} are expected.`,
  );
}
