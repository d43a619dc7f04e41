import { describe, expect, it } from 'vitest';
import { decodeConfig, type Settings } from '../../../src/config/decode-config.ts';
import { queueRules } from '../../../src/config/queue-rules.ts';
import { MINIMAL } from '../../support/config-documents.ts';

const SALES = 'aaaaaaaa-0000-4000-8000-000000000001';
const SERVICE = 'aaaaaaaa-0000-4000-8000-000000000002';

function decoded(changes: object): Settings {
  const result = decodeConfig(JSON.parse(JSON.stringify({ ...MINIMAL, ...changes })));
  if (!result.ok) throw new Error(`config.json is refused: ${JSON.stringify(result.problem)}`);
  return result.config;
}

const strict = { screen: 'block', pause: { maxSeconds: 5 } };

/** What may be wrong, in a document whose rules are `strict` for one queue and lax for all others. */
const DAMAGE: readonly (readonly [what: string, changes: object])[] = [
  ['a key of another queue', { queues: { [SALES]: strict, [SERVICE]: { screne: 'block' } } }],
  ['a value of another queue', { queues: { [SALES]: strict, [SERVICE]: { screen: 'blok' } } }],
  ['a value of that very queue', { queues: { [SALES]: { ...strict, screen: 'blok' } } }],
  ['the id of a queue', { queues: { [SALES]: strict, 'my queue': {} } }],
  ['the name of the section', { queue: { [SALES]: strict } }],
  [
    'one queue in two spellings, the lax one last',
    { queues: { [SALES]: strict, [SALES.toUpperCase()]: {} } },
  ],
  [
    'one queue in two spellings, the strict one last',
    { queues: { [SALES.toUpperCase()]: { pause: { maxSeconds: 600 } }, [SALES]: strict } },
  ],
];

describe('a mistake in the rules', () => {
  it.each(DAMAGE)('makes no claim laxer, in whatever queue: %s', (_what, changes) => {
    const config = decoded({ screen: 'warn', pause: { maxSeconds: 600 }, ...changes });
    expect(config.disabledSections).toHaveLength(1);
    for (const id of [SALES, SALES.toUpperCase(), SERVICE, undefined])
      expect(queueRules(config, id)).toMatchObject(strict);
  });

  it('offers nothing that a queue may have forbidden', () => {
    expect(queueRules(decoded({ queues: { [SALES]: { startStop: 'none' } } }), SALES).startStop).toBe('off');
  });

  it('never lets a pause count longer than by default where nothing can be read', () => {
    expect(decoded({ pause: { maxSeconds: '30 s' } }).pause.maxSeconds).toBe(180);
    expect(decoded({ pause: { maxSeconds: 600 }, queues: [] }).pause.maxSeconds).toBe(180);
  });

  it('ends no pause by itself where it cannot be read whether that is wanted', () => {
    const pause = { autoResume: true };
    expect(decoded({ pause }).pause.autoResume).toBe(true);
    expect(decoded({ pause: { ...pause, maxSeconds: 0 } }).pause.autoResume).toBe(false);
    expect(decoded({ pause: { autoResume: 'true' } }).pause.autoResume).toBe(false);
    expect(decoded({ pause, queues: [] }).pause.autoResume).toBe(false);
  });

  it('makes a pause no longer by a press, and warns no later', () => {
    const rules = {
      maxSeconds: 50,
      warnAfterSeconds: 40,
      extendSeconds: 30,
      maxExtensions: 1,
      autoResume: false,
    };
    const lax = { maxSeconds: 600, warnAfterSeconds: 500, extendSeconds: 300, maxExtensions: 9 };
    const config = decoded({
      pause: lax,
      queues: { [SALES]: { pause: rules }, [SERVICE]: { screen: 'blok' } },
    });
    expect(queueRules(config, SERVICE).pause).toEqual(rules);
    expect(queueRules(decoded({ pause: { ...lax, maxSeconds: 0 } }), SALES).pause).toEqual({
      maxSeconds: 180,
      warnAfterSeconds: 90,
      extendSeconds: 60,
      maxExtensions: 2,
      autoResume: false,
    });
  });

  it('obeys a shorter limit beside what is wrong', () => {
    expect(decoded({ pause: { maxSeconds: 4, maxSecond: 9 } }).pause.maxSeconds).toBe(4);
    expect(decoded({ pauze: { maxSeconds: 4 } }).pause.maxSeconds).toBe(4);
  });

  it('in one common rule leaves the other as it is written, and so the rules of queues', () => {
    const queues = { [SALES]: { screen: 'warn', pause: { maxSeconds: 600 } } };
    expect(decoded({ screen: 'blok', pause: { maxSeconds: 600 }, queues })).toMatchObject({
      screen: 'block',
      pause: { maxSeconds: 600 },
    });
    const config = decoded({ screen: 'warn', pause: 90, queues });
    expect(config).toMatchObject({ screen: 'warn', pause: { maxSeconds: 180 } });
    expect(queueRules(config, SALES)).toMatchObject(queues[SALES]!);
  });

  it('that is about no rule changes none', () => {
    expect(decoded({ screen: 'warn', pause: { maxSeconds: 600 }, shortcuts: 1, signIn: 1 })).toMatchObject({
      screen: 'warn',
      pause: { maxSeconds: 600 },
    });
  });

  it('deletes nothing of the audit log where its section may be misspelt', () => {
    const kept = { audits: { retentionDays: 3_650 } };
    expect(decoded(kept).audit.retentionDays).toBe(3_650);
    expect(decoded({ Audit: { retentionDays: 90 } }).audit.retentionDays).toBe(3_650);
    expect(decoded({ ...kept, audit: { retentionDays: 90 } }).audit.retentionDays).toBe(90);
    expect(decoded({ queues: 1 }).audit.retentionDays).toBe(30);
  });

  it('is named: one queue, written twice', () => {
    const { mistakes } = decoded({ queues: { [SALES]: {}, [SALES.toUpperCase()]: {} } });
    expect(mistakes).toEqual([{ path: 'queues', kind: 'same-queue' }]);
  });
});
