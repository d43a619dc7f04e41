import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/platform/log.ts';
import { redact } from '../../../src/platform/redact.ts';

const uuid = '1d0c8a4e-5b1f-4c3a-9d3e-1234567890ab';

describe('redact', () => {
  it.each([
    'signed-in',
    'REC-TIMEOUT',
    uuid,
    `v2.users.${uuid}.conversations.calls`,
    'conversation:recording:pauseOthers',
    'https://apps.mypurecloud.com',
    'http://127.0.0.1:5173',
    '2026-01-05T09:00:00.000Z',
    '0.1.0',
    429,
    1_767_603_600_000,
    true,
  ])('lets %s through', (value) => {
    expect(redact(value)).toBe(value);
  });

  it.each([
    '+15551234567',
    '555-123-4567',
    'tel:(555)123.4567',
    '4111111111111111',
    'Jane Doe',
    'jane@example.com',
    'Bearer abc',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.abc',
    'dGhpc0lzQVZlcnlMb25nVG9rZW4xMjM',
    'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4eHk',
    `wss://streaming.mypurecloud.com/channels/${uuid}`,
    'https://app.example/#access_token=abc',
    'x'.repeat(65),
    4_111_111_111_111_111,
  ])('hides %s', (value) => {
    expect(redact(value)).toBe('…');
  });
});

describe('createLog', () => {
  it('writes one redacted line per note', () => {
    const written: string[] = [];
    const log = createLog(
      () => 0,
      (line) => written.push(line),
    );
    log.note('pause-sent', { conversationId: uuid, name: 'Jane Doe', ms: 12, code: undefined });
    expect(written).toEqual([`1970-01-01T00:00:00.000Z pause-sent conversationId=${uuid} name=… ms=12`]);
    expect(log.recent()).toEqual(written);
  });

  it('keeps the last 200 lines', () => {
    const log = createLog(
      () => 0,
      () => {},
    );
    for (let count = 1; count <= 205; count += 1) log.note('tick', { count });
    expect(log.recent()).toHaveLength(200);
    expect(log.recent()[0]).toContain('count=6');
    expect(log.recent().at(-1)).toContain('count=205');
  });
});
