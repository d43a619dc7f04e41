import { describe, expect, it } from 'vitest';
import { decodeAnnotations } from '../../../../src/genesys/wire/annotation.ts';

const pause = {
  id: 'shared',
  type: 'Pause',
  reason: 'SecurePause',
  location: 20_000,
  absoluteLocation: 20_000,
  realtimeLocation: 50_000,
  durationMs: 30_000,
  user: { id: 'user-1', name: 'Ada' },
};

describe('decodeAnnotations', () => {
  it('places a pause as the call went, and not as the recording is heard', () => {
    expect(decodeAnnotations([pause])).toEqual({
      ok: true,
      value: [{ reason: 'securepause', offsetMs: 50_000, durationMs: 30_000, userId: 'user-1' }],
    });
  });

  it('leaves out what people have noted, and keeps a reason that nobody knows yet', () => {
    const bookmark = { id: 'b', type: 'bookmark', description: 'A note', location: 3 };
    const later = { reason: 'Redaction', realtimeLocation: 0, durationMs: 5 };
    expect(decodeAnnotations([bookmark, later])).toEqual({
      ok: true,
      value: [{ reason: 'redaction', offsetMs: 0, durationMs: 5 }],
    });
  });

  it.each([
    ['no list', { entities: [pause] }, 'body'],
    ['a pause without a place', [{ ...pause, realtimeLocation: undefined }], 'realtimeLocation'],
    ['a pause without a length', [{ ...pause, durationMs: null }], 'durationMs'],
    ['a length below nothing', [{ ...pause, durationMs: -1 }], 'durationMs'],
    ['a place in words', [{ ...pause, realtimeLocation: '50' }], 'realtimeLocation'],
    ['an item that is none', [7], 'body'],
    ['more than anybody makes', Array.from({ length: 10_001 }, () => pause), 'body'],
  ])('is unreadable with %s: a pause that is not known must not look like none', (_what, body, what) => {
    expect(decodeAnnotations(body)).toEqual({ ok: false, failure: { kind: 'malformed', what } });
  });
});
