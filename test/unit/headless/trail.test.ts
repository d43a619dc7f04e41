import { describe, expect, it } from 'vitest';
import { createTrail } from '../../../src/headless/trail.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';

const CALL = '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f';

function world() {
  const noted: unknown[] = [];
  let now = 0;
  const log = {
    note: (event: string, fields: object = {}) =>
      noted.push([event, Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined))]),
  };
  return { trail: createTrail(log, { now: () => now }), noted, pass: (ms: number) => void (now += ms) };
}

describe('the trail of a controller', () => {
  it.each<[ApiAnswer, string, object]>([
    [
      { kind: 'answered', status: 200, headers: { 'inin-correlation-id': 'c' }, body: 'secret' },
      'request',
      { status: 200, correlationId: 'c' },
    ],
    [{ kind: 'answered', status: 403, headers: {}, body: {} }, 'request-failed', { status: 403 }],
    [
      { kind: 'answered', status: 503, headers: {}, body: {}, of: 'sign-in' },
      'request-failed',
      { status: 503, of: 'sign-in' },
    ],
    [{ kind: 'timeout' }, 'request-failed', { outcome: 'timeout' }],
  ])('notes a request with its answer and how long it took: %j', async (answer, event, fields) => {
    const { trail, noted, pass } = world();
    const carry = trail.transport(async () => {
      pass(12);
      return answer;
    });
    const given = await carry({
      method: 'PATCH',
      path: '/api/v2/conversations/calls/{conversationId}/participants/{participantId}',
      params: { conversationId: CALL, participantId: 'p' },
      body: { secret: 1 },
    });
    expect(given).toBe(answer);
    const path = '/conversations/calls/*/participants/*';
    expect(noted).toEqual([[event, { method: 'PATCH', path, conversationId: CALL, ms: 12, ...fields }]]);
  });

  it('notes a token when it is a new one, and never the token itself', async () => {
    const { trail, noted } = world();
    const answers: Result<string>[] = [ok('a'), ok('a'), failed({ kind: 'signed-out' }), ok('b')];
    const refused: string[] = [];
    const token = trail.token({
      get: () => Promise.resolve(answers.shift() ?? ok('c')),
      refused: (one) => void refused.push(one),
    });
    for (let asked = 0; asked < 4; asked += 1) await token.get();
    token.refused('b');
    trail.notRenewed({ kind: 'timeout' });
    expect(refused).toEqual(['b']);
    expect(noted).toEqual([
      ['token-obtained', {}],
      ['token-failed', { failure: 'REC-401' }],
      ['token-obtained', {}],
      ['token-refused', {}],
      ['token-not-renewed', { failure: 'REC-TIMEOUT' }],
    ]);
  });

  it('notes each attempt of a webhook', async () => {
    const { trail, noted, pass } = world();
    const webhook = { key: 'k', body: 'secret', state: 'waiting', attempts: 2, nextAt: 0 } as const;
    const answers = [{ kind: 'later', status: 500 } as const, { kind: 'accepted' } as const];
    const deliver = trail.deliver(async () => {
      pass(5);
      return answers.shift() ?? { kind: 'accepted' };
    });
    await deliver(webhook, undefined);
    await deliver({ ...webhook, attempts: 3 }, undefined);
    expect(noted).toEqual([
      ['webhook-failed', { outcome: 'later', status: 500, attempt: 3, ms: 5 }],
      ['webhook', { outcome: 'accepted', attempt: 4, ms: 5 }],
    ]);
  });

  it('notes what was asked for a gap, and what came of it', async () => {
    const { trail, noted } = world();
    await trail.gap(async () => ok([1, 2]))('q', 0);
    await trail.gap(async () => failed({ kind: 'timeout' }))('q', 0);
    const from = '1970-01-01T00:00:00.000Z';
    expect(noted).toEqual([
      ['gap-read', { queueId: 'q', from, calls: 2 }],
      ['gap-read', { queueId: 'q', from, failure: 'REC-TIMEOUT' }],
    ]);
  });

  it('notes what a watch tells, without texts of others', () => {
    const { trail, noted } = world();
    trail.event({ kind: 'queue-refused', queueId: 'q', permissions: ['a:b:c'], reason: 'somebody said' });
    trail.event({ kind: 'delivered', conversationId: CALL, recordingId: 'r', key: 'k' });
    trail.event({ kind: 'waiting', failure: { kind: 'offline' } });
    trail.event({ kind: 'disk', why: 'The folder /home/ada cannot be written.' });
    trail.event({ kind: 'home-lost', home: '/home/ada' });
    trail.event({ kind: 'channel', up: false, why: 'closed' });
    expect(noted).toEqual([
      ['watch-queue-refused', { queueId: 'q', permissions: 'a:b:c' }],
      ['watch-delivered', { conversationId: CALL, recordingId: 'r' }],
      ['watch-waiting', { failure: 'REC-OFFLINE' }],
      ['watch-disk', { isWritten: false }],
      ['watch-home-lost', {}],
      ['watch-channel', { up: false, why: 'closed' }],
    ]);
  });
});
