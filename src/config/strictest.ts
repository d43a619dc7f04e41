import { DEFAULT_SECONDS, isObject, MOST_SECONDS, type Config } from './schema.ts';

/** A mistake in these says nothing of how safe a pause is. A key that nobody knows may be any other one, misspelt. */
const BESIDE_THE_RULES: ReadonlySet<string> = new Set([
  '$schema',
  'version',
  'startStop',
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
  const limits = limitsIn(isAll ? document : isObject(document) && document['pause'], 4);
  const maxSeconds = Math.min(DEFAULT_SECONDS, config.pause.maxSeconds, ...limits);
  return {
    ...config,
    ...((isAll || off.has('screen')) && { screen: 'block' }),
    ...((isAll || off.has('pause')) && { pause: { maxSeconds } }),
    ...(off.has('queues') && { startStop: 'off' }),
  };
}

/** Every limit that is written there as one can be, this deep. */
function limitsIn(value: unknown, depth: number): readonly number[] {
  if (!isObject(value) || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'maxSeconds' && Number.isInteger(inner) && Number(inner) >= 1 && Number(inner) <= MOST_SECONDS
      ? [Number(inner)]
      : limitsIn(inner, depth - 1),
  );
}
