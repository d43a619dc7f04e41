import type { GenericSchema } from 'valibot';
import { CONFIG } from '../../src/config/schema.ts';
import { aboutSetting } from '../../src/config/words.ts';

/** What this reads of the schemas of valibot. `type` of an action is its name as well. */
interface Part {
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly wrapped?: Part;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly item?: Part;
  readonly key?: Part;
  readonly value?: Part;
  readonly options?: readonly string[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** What a check by code says, as far as JSON Schema can. */
const BY_HAND: Readonly<Record<string, Json>> = {
  '': { anyOf: [{ required: ['region'] }, { required: ['gateway'] }] },
  gateway: {
    if: { required: ['protocol'], properties: { protocol: { const: 'http' } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: {
      properties: {
        host: { pattern: '^([Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])$' },
      },
    },
  },
};

function rulesOf(part: Part, path: string): Json {
  if (part.pipe) return Object.assign({}, ...part.pipe.map((one) => rulesOf(one, path))) as Json;
  switch (part.type) {
    case 'optional': {
      const rules = rulesOf(part.wrapped!, path);
      return part.default === undefined ? rules : { ...rules, default: part.default };
    }
    case 'strict_object': {
      const entries = Object.entries(part.entries!);
      const required = entries.filter(([, { type }]) => type !== 'optional').map(([key]) => key);
      return {
        type: 'object',
        ...(required.length > 0 && { required }),
        additionalProperties: false,
        properties: Object.fromEntries(entries.map(([key, one]) => [key, describe(one, below(path, key))])),
      };
    }
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: rulesOf(part.key!, path)['pattern'] },
        additionalProperties: rulesOf(part.value!, below(path, '*')),
      };
    case 'array':
      return { type: 'array', items: rulesOf(part.item!, below(path, '*')) };
    case 'picklist':
      return { enum: part.options };
    case 'literal':
      return { const: part.literal };
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return { type: part.type };
    case 'regex':
      return { pattern: (part.requirement as RegExp).source };
    case 'min_value':
      return { minimum: part.requirement };
    case 'max_value':
      return { maximum: part.requirement };
    case 'max_length':
      return { maxItems: part.requirement };
    case 'custom':
    case 'check':
    case 'transform':
    case 'to_lower_case':
      return {}; // code: nothing that a schema could say, or it is said by hand
    default:
      throw new Error(`JSON Schema of "${part.type}" at ${path} is not written yet.`);
  }
}

const describe = (part: Part, path: string): Json => {
  const description = aboutSetting(path);
  return { ...rulesOf(part, path), ...BY_HAND[path], ...(description !== '' && { description }) };
};

/** manifest/config.schema.json. */
export const configJsonSchema = (): Json => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://recording-control.invalid/manifest/config.schema.json',
  title: 'config.json of Recording Control',
  description:
    'Read at every start, from beside index.html. A mistake in oauth, region, gateway or host stops the app; one elsewhere switches that section off and is named on the panel, and the strictest rules about pauses count until it is mended. The file decides where access tokens go: serve it over https and let nobody write to it who may not deploy.',
  ...describe(CONFIG as GenericSchema as unknown as Part, ''),
});

export interface Setting {
  readonly path: string;
  /** What may be written, in a few words. */
  readonly values: string;
  readonly default: string;
  readonly isSection: boolean;
}

/** Every key, sections before what is in them; those of a queue are `queues.*.…`. */
export function settingsOf(rules: Json = configJsonSchema(), path = ''): readonly Setting[] {
  const { properties = {} } = rules as { properties?: Readonly<Record<string, Json>> };
  const required = (rules['required'] ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([key, one]) => {
    const at = below(path, key);
    const inner = (one['additionalProperties'] || one) as Json;
    const more = settingsOf(inner, inner === one ? at : `${at}.*`);
    return [
      {
        path: at,
        values: valuesOf(one),
        default: required.includes(key) ? 'required' : defaultOf(one),
        isSection: more.length > 0,
      },
      ...more,
    ];
  });
}

const defaultOf = ({ default: value }: Json): string =>
  value === undefined ? '' : `\`${JSON.stringify(value)}\``;

function valuesOf(rules: Json): string {
  const { enum: options, const: only, type, minimum, maximum } = rules;
  if (Array.isArray(options)) return options.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (type === 'integer') return `${String(minimum)} to ${String(maximum)}`;
  const isOfTexts = (rules['items'] as Json | undefined)?.['type'] === 'string';
  const named = { array: isOfTexts ? 'list of texts' : 'list', string: 'text', boolean: '`true`, `false`' };
  return named[String(type) as keyof typeof named] ?? '';
}
