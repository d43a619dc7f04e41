import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { commandEnding, metricsOf } from '../../../src/headless/metrics.ts';
import { prometheusText } from '../../../src/headless/prometheus-text.ts';

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
const endings = (...entries: AuditEntry[]) => entries.map(commandEnding).filter((each) => each !== undefined);
const metrics = (...entries: AuditEntry[]) => metricsOf(endings(...entries));

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

it('counts a pause by what its recordings showed at last, and as no command', async () => {
  const proof = (more: object) =>
    entry({ action: 'proof', conversationId: 'call-1', from: '2026-11-28T09:00:00.000Z', ...more });
  const all = endings(
    proof({ phase: 'unconfirmed' }),
    proof({ phase: 'confirmed' }),
    proof({ from: '2026-11-28T09:05:00.000Z', phase: 'failed', failure: 'REC-MISSING' }),
    proof({ conversationId: 'call-2', phase: 'failed', failure: 'REC-LATER' }),
  );
  expect(metricsOf(all)).toMatchObject({
    commands: 0,
    proofs: { proved: 1, late: 0, short: 0, missing: 1, unknown: 1 },
  });
  expect(await prometheusText(all)).toContain('recording_control_pauses_compared{verdict="missing"} 1');
});

// A sample of the journal's own making would be believed by whoever watches.
it.each(['p",outcome="x"} 1\nrecording_control_commands_total{action="forged', 'a\\', 'two words', '"'])(
  'lets no text of a journal end its label: %j',
  async (target) => {
    const text = await prometheusText(endings(entry({ target })));
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
  async (more) => {
    const text = await prometheusText(endings(entry(more), entry({ wishId: 'other', latencyMs: 1_000 })));
    expect(text).not.toMatch(/NaN|Infinity|object/);
  },
);

it('counts how long each confirmed command took, by action, in buckets that add up', async () => {
  const took = (wishId: string, latencyMs: number, more = {}) => entry({ wishId, latencyMs, ...more });
  const text = await prometheusText(
    endings(
      took('a', 400),
      took('b', 900),
      took('c', 20_000),
      took('d', 600, { action: 'resume' }),
      took('e', 8_000, { phase: 'unconfirmed' }),
    ),
  );
  const samples = text
    .split('\n')
    .filter((line) => line.startsWith('recording_control_confirmation_seconds'));
  const value = (name: string, labels: string) =>
    samples
      .find((line) => line.startsWith(`recording_control_confirmation_seconds${name}{${labels}}`))
      ?.split(' ')[1];
  expect(value('_bucket', 'le="0.25",action="pause"')).toBe('0');
  expect(value('_bucket', 'le="0.5",action="pause"')).toBe('1');
  expect(value('_bucket', 'le="1",action="pause"')).toBe('2');
  expect(value('_bucket', 'le="15",action="pause"')).toBe('2');
  expect(value('_bucket', 'le="+Inf",action="pause"')).toBe('3');
  expect(value('_count', 'action="pause"')).toBe('3');
  expect(value('_sum', 'action="pause"')).toBe('21.3');
  expect(value('_count', 'action="resume"')).toBe('1');
});
