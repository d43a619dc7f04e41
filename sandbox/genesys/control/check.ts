/** A control request that does not fit; the message names the key. */
export class ControlMistake extends Error {}

/** How one key of a control request must look. Answers what is wrong with it, or nothing. */
export type Rule = (value: unknown) => string | undefined;

const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

export const oneOf =
  (...words: readonly string[]): Rule =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `must be one of ${list(words)}`;

export const text: Rule = (value) => (typeof value === 'string' ? undefined : 'must be a text');

export const texts: Rule = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? undefined
    : 'must be a list of texts';

export const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

export const atLeast =
  (least: number): Rule =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least
      ? undefined
      : `must be a number, ${least} or more`;

export const listOf =
  (...words: readonly string[]): Rule =>
  (value) =>
    Array.isArray(value) && value.every((item) => words.includes(item as string))
      ? undefined
      : `must be a list of ${list(words)}`;

/** Refuses a missing or wrong key, and a key that nothing would read. */
export function check(
  body: unknown,
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): void {
  const given = fieldsOf(body);
  for (const [key, rule] of Object.entries({ ...optional, ...required })) {
    const value = given[key];
    if (value === undefined && !(key in required)) continue;
    const wrong = rule(value);
    if (wrong !== undefined) throw new ControlMistake(`"${key}" ${wrong}.`);
  }
  for (const key of Object.keys(given)) {
    if (!(key in required) && !(key in optional)) {
      throw new ControlMistake(`"${key}" is not known here.`);
    }
  }
}

export function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ControlMistake('The body must be a JSON object.');
  }
  return body as Record<string, unknown>;
}
