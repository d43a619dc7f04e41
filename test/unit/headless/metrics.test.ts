import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { commandEnding, metricsOf, prometheusText } from '../../../src/headless/metrics.ts';

const entry = (more: object): AuditEntry =>
  ({
    id: 'a',
    wishId: 'w',
    action: 'pause',
    phase: 'confirmed',
    target: 'policy',
    latencyMs: 900,
    ...more,
  }) as AuditEntry;
const metrics = (...entries: AuditEntry[]) =>
  metricsOf(entries.map(commandEnding).filter((each) => each !== undefined));

it('counts a wish once, as it ended at last', () => {
  expect(metrics(entry({ phase: 'unconfirmed' }), entry({}), entry({ wishId: 'other' }))).toMatchObject({
    commands: 2,
    confirmed: 2,
    unconfirmed: 0,
  });
});

it('makes no command of what ends none', () => {
  for (const more of [{ phase: 'requested' }, { action: 'archive' }, { phase: 'observed' }])
    expect(commandEnding(entry(more))).toBeUndefined();
});

// A sample of the journal's own making would be believed by whoever watches.
it.each(['p",outcome="x"} 1\nrecording_control_commands_total{action="forged', 'a\\', 'two words', '"'])(
  'lets no text of a journal end its label: %j',
  (target) => {
    const text = prometheusText(metrics(entry({ target })));
    const samples = text.split('\n').filter((line) => line.startsWith('recording_control_commands_total'));
    expect(samples).toHaveLength(1);
    const [, inner = ''] =
      /^recording_control_commands_total\{action="pause",target="((?:[^"\\\n]|\\["\\n])*)",outcome="confirmed"\} 1$/.exec(
        samples[0] ?? '',
      ) ?? [];
    expect(JSON.parse(`"${inner}"`)).toBe(target);
  },
);

it.each([{ latencyMs: 'long' }, { latencyMs: null }, { target: { a: 1 } }, { latencyMs: Infinity }])(
  'has a figure whatever a line holds: %j',
  (more) => {
    const text = prometheusText(metrics(entry(more), entry({ wishId: 'other', latencyMs: 1_000 })));
    expect(text).not.toMatch(/NaN|Infinity|object/);
  },
);
