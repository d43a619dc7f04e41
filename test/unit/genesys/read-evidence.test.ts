import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/domain/failure.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import type { PauseAnnotation } from '../../../src/genesys/wire/annotation.ts';
import type { RecordingFacts } from '../../../src/genesys/wire/recording-metadata.ts';
import { readEvidence, readWholeEvidence } from '../../../src/genesys/read-evidence.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
const facts = (more: Partial<RecordingFacts> = {}): RecordingFacts => ({
  recordingId: 'r1',
  media: 'audio',
  fileState: 'AVAILABLE',
  startTime: '2026-11-28T09:00:00.000Z',
  endTime: '2026-11-28T09:05:00.000Z',
  ...more,
});
const read = async (recordings: readonly RecordingFacts[], annotations: readonly PauseAnnotation[] = []) => {
  const asked: string[] = [];
  const answer = await readEvidence(
    {
      recordings: async () => ok(recordings),
      annotations: async (_call, id) => {
        asked.push(id);
        return id === 'gone' ? failed({ kind: 'not-found' }) : ok(annotations);
      },
    },
    'call-1',
  );
  return { asked, evidence: answer.ok ? answer.value : undefined };
};

describe('readEvidence', () => {
  it('counts from the start of the recording', async () => {
    const { evidence } = await read(
      [facts()],
      [{ reason: 'securepause', offsetMs: 60_000, durationMs: 5_000 }],
    );
    expect(evidence).toEqual([
      {
        recordingId: 'r1',
        media: 'audio',
        during: { from: START, to: START + 300_000 },
        pauses: [{ reason: 'securepause', from: START + 60_000, to: START + 65_000 }],
      },
    ]);
  });

  it('takes no word that it does not know for something that was left out', async () => {
    const { evidence } = await read([facts()], [{ reason: 'redaction', offsetMs: 0, durationMs: 9 }]);
    expect(evidence?.[0]?.pauses).toEqual([]);
  });

  it.each([
    ['not-yet', facts({ fileState: 'UPLOADING' })],
    ['no-time', facts({ endTime: 'soon' })],
    ['no-time', facts({ endTime: '2026-11-28T08:00:00Z' })],
  ])('asks nothing of a recording that is %s', async (why, one) => {
    const { asked, evidence } = await read([one]);
    expect(asked).toEqual([]);
    expect(evidence?.[0]?.pauses).toBe(why);
  });

  it.each(['ERROR', 'DELETED'])(
    'knows nothing of a recording in state %s that tells of no pause',
    async (fileState) => {
      const { evidence } = await read([facts({ fileState })]);
      expect(evidence?.[0]?.pauses).toBe('gone');
      const told = await read([facts({ fileState })], [{ reason: 'hold', offsetMs: 0, durationMs: 9 }]);
      expect(told.evidence?.[0]?.pauses).toHaveLength(1);
    },
  );

  it('tells which recording is gone, and goes on with the others', async () => {
    const { evidence } = await read([facts({ recordingId: 'gone' }), facts()]);
    expect(evidence?.map(({ pauses }) => pauses)).toEqual(['gone', []]);
  });

  it('says of a screen without pauses that nothing is told, and leaves out what nobody hears or sees', async () => {
    const { asked, evidence } = await read([facts({ media: 'screen' }), facts({ media: 'chat' })]);
    expect(evidence?.map(({ media, pauses }) => [media, pauses])).toEqual([['screen', 'screen']]);
    expect(asked).toHaveLength(1);
  });

  it('names a recording of a kind that nobody knows, and asks nothing of it', async () => {
    const { asked, evidence } = await read([facts({ media: 'call' }), facts({ media: '', endTime: 'soon' })]);
    const during = { from: START, to: START + 300_000 };
    expect(evidence).toEqual([
      { recordingId: 'r1', media: 'call', during, pauses: 'medium' },
      { recordingId: 'r1', media: '', pauses: 'medium' },
    ]);
    expect(asked).toEqual([]);
  });

  it('fails as a whole where the recordings cannot be listed', async () => {
    const refused = failed({ kind: 'denied' } as const);
    const api = { recordings: async () => refused, annotations: async () => ok([]) };
    expect(await readEvidence(api, 'call-1')).toEqual(refused);
  });
});

describe('readWholeEvidence', () => {
  const whole = async (failure: Failure) => {
    const asked: string[] = [];
    const answer = await readWholeEvidence(
      {
        recordings: async () => ok([facts(), facts({ recordingId: 'r2' }), facts({ recordingId: 'r3' })]),
        annotations: async (_call, id) => {
          asked.push(id);
          return id === 'r2' ? failed(failure) : ok([]);
        },
      },
      'call-1',
    );
    return { asked, answer };
  };

  it('fails with the first refusal, and asks for no more', async () => {
    const failure: Failure = { kind: 'rate-limited', retryAfterMs: 7_000 };
    expect(await whole(failure)).toEqual({ asked: ['r1', 'r2'], answer: failed(failure) });
  });

  it('tells of a recording that is gone as of one', async () => {
    const { asked, answer } = await whole({ kind: 'not-found' });
    expect(asked).toEqual(['r1', 'r2', 'r3']);
    expect(answer).toMatchObject({ ok: true, value: [{}, { pauses: 'gone' }, {}] });
  });

  const denied = { kind: 'denied' } as const;
  const deniedOf = (media: string) =>
    readWholeEvidence(
      {
        recordings: async () => ok([facts({ recordingId: 'r1', media }), facts({ recordingId: 'r2' })]),
        annotations: async (_call, id) => (id === 'r1' ? failed(denied) : ok([])),
      },
      'call-1',
    );

  it.each(['screen', 'video'])(
    'tells of the voice where only a recording of medium %s is refused',
    async (media) => {
      expect(await deniedOf(media)).toMatchObject({
        ok: true,
        value: [
          { media, pauses: 'screen' },
          { media: 'audio', pauses: [] },
        ],
      });
    },
  );

  it('fails where the voice is refused', async () => {
    expect(await deniedOf('audio')).toEqual(failed(denied));
  });
});
