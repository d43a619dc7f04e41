import { readOrigin } from '../../launch/origins.ts';
import { UsageError, variable, type Environment } from '../settings.ts';

const NAME = 'RECORDING_CONTROL_ENTRIES_ORIGIN';

/** From where panels send their audit entries to the service; `undefined`: it takes none. */
export function entriesOrigin(environment: Environment): string | undefined {
  const text = variable(environment, NAME);
  if (text === undefined) return undefined;
  const origin = readOrigin(text);
  if (origin !== undefined) return origin;
  throw new UsageError(
    `${NAME} is ${JSON.stringify(text)}: the origin of the app is expected, such as https://app.example.com.`,
  );
}
