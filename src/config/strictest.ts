import { isObject, PAUSE, SWITCHED_OFF, type Config } from './schema.ts';

/** A mistake in these says nothing of how safe a pause is. A key that nobody knows may be any other one, misspelt. */
const BESIDE_THE_RULES: ReadonlySet<string> = new Set([
  '$schema',
  'version',
  'startStop',
  'reasons',
  'audit',
  'shortcuts',
  'setup',
  'signIn',
]);

/**
 * The rules while some of them cannot be read. A mistake makes no claim laxer than the customer may have meant it: what is
 * damaged counts as the strictest of what can be read of it and of the defaults. Which queue a mistake in `queues` is about
 * nobody knows, so that it counts for every call. `document` is the file as it came.
 */
export function strictest(config: Config, off: ReadonlySet<string>, document: unknown): Config {
  const damaged = [...off].filter((section) => !BESIDE_THE_RULES.has(section));
  const isAll = damaged.some((section) => section !== 'screen' && section !== 'pause');
  const isUnknown = damaged.some((section) => !Object.hasOwn(config, section));
  const told = isAll ? document : isObject(document) && document['pause'];
  const pause = Object.fromEntries(
    Object.entries(PAUSE).map(([key, [least, most, preset]]) => {
      const isLimit = (value: unknown): value is number =>
        Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
      const known = [preset, ...valuesOf(key, config.pause, 1), ...valuesOf(key, told, 4)];
      // Infinity where nothing is said: half-way.
      return [key, Math.min(...known.filter(isLimit))];
    }),
  );
  return {
    ...config,
    ...((isAll || off.has('screen')) && { screen: 'block' }),
    // Whether they want it cannot be read: then nothing is recorded that nobody has asked for.
    ...((isAll || off.has('pause')) && { pause: { ...pause, autoResume: false } as Config['pause'] }),
    ...(off.has('queues') && { startStop: 'off' }),
    // It may be `audit`, misspelt: nothing is deleted before its time.
    ...(isUnknown && isObject(document) && document['audit'] === undefined && { audit: SWITCHED_OFF.audit }),
  };
}

/** Whatever is written there under this key, this deep. */
const valuesOf = (wanted: string, value: unknown, depth: number): readonly unknown[] =>
  isObject(value) && depth > 0
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === wanted ? [inner] : valuesOf(wanted, inner, depth - 1),
      )
    : [];
