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

it('counts a pause by what its recordings showed at last, and as no command', () => {
  const proof = (more: object) =>
    entry({ action: 'proof', conversationId: 'call-1', from: '2026-11-28T09:00:00.000Z', ...more });
  const found = metrics(
    proof({ phase: 'unconfirmed' }),
    proof({ phase: 'confirmed' }),
    proof({ from: '2026-11-28T09:05:00.000Z', phase: 'failed', failure: 'REC-MISSING' }),
    proof({ conversationId: 'call-2', phase: 'failed', failure: 'REC-LATER' }),
  );
  expect(found).toMatchObject({
    commands: 0,
    proofs: { proved: 1, late: 0, short: 0, missing: 1, unknown: 1 },
  });
  expect(prometheusText(found)).toContain('recording_control_pauses_compared{verdict="missing"} 1');
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
