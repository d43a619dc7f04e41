import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../src/config/decode-config.ts';
import { queueRules } from '../../../src/config/queue-rules.ts';
import { FULL } from '../../support/config-documents.ts';

function configOf(document: unknown) {
  const decoded = decodeConfig(document);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problem));
  return decoded.config;
}
const config = configOf(FULL);

describe('queueRules', () => {
  it('knows a queue whatever the case of its id', () => {
    const id = '9E000000-0000-4000-8000-00000000000A';
    const written = configOf({ ...FULL, queues: { [id]: { startStop: 'off' } } });
    expect(queueRules(written, id.toLowerCase()).startStop).toBe('off');
    expect(queueRules(written, id).startStop).toBe('off');
  });

  it('lays the rules of a queue over the common ones, member by member', () => {
    expect(queueRules(config, 'queue-1')).toEqual({
      startStop: 'off',
      screen: 'warn',
      reasons: [],
      pause: { maxSeconds: 60, warnAfterSeconds: 20, extendSeconds: 15, maxExtensions: 0, autoResume: false },
    });
    expect(queueRules(config, 'queue-2')).toEqual({
      startStop: 'adhoc',
      screen: 'block',
      reasons: [
        {
          code: 'payment',
          label: [
            ['en-US', 'Payment'],
            ['de', 'Zahlung'],
          ],
        },
        { code: 'other-1', label: [] },
      ],
      pause: {
        maxSeconds: 120,
        warnAfterSeconds: 100,
        extendSeconds: 30,
        maxExtensions: 1,
        autoResume: true,
      },
    });
  });

  it.each<[what: string, common: object, own: object, warnAfterSeconds: number]>([
    ['half-way where nothing is said', { maxSeconds: 101 }, {}, 51],
    ['half-way of the own limit', { maxSeconds: 100 }, { maxSeconds: 1 }, 1],
    ['as said for all calls', { maxSeconds: 100, warnAfterSeconds: 70 }, { maxSeconds: 80 }, 70],
    ['half-way where that is past the own limit', { warnAfterSeconds: 90 }, { maxSeconds: 60 }, 30],
    ['half-way where the own one is past the limit of all', { maxSeconds: 60 }, { warnAfterSeconds: 90 }, 30],
  ])('warns %s', (_what, common, own, warnAfterSeconds) => {
    const written = configOf({ ...FULL, pause: common, queues: { q: { pause: own } } });
    expect(queueRules(written, 'q').pause.warnAfterSeconds).toBe(warnAfterSeconds);
  });

  it.each([undefined, 'another', 'constructor'])('takes the common rules for queue %s', (queueId) => {
    const { startStop, screen, reasons, pause } = config;
    expect(queueRules(config, queueId)).toEqual({ startStop, screen, reasons, pause });
  });
});
