import { describe, expect, it } from 'vitest';
import { decodeChannel, decodeSubscriptions } from '../../../../src/genesys/wire/channel.ts';
import { readErrorBody } from '../../../../src/genesys/wire/error-body.ts';
import { decodeMe, decodeTokenInfo } from '../../../../src/genesys/wire/identity.ts';

const malformed = (what: string) => ({ ok: false, failure: { kind: 'malformed', what } });

describe('decodeMe', () => {
  it('reads who is signed in, and cuts divisions off permissions', () => {
    const decoded = decodeMe({
      id: 'u',
      organization: { id: 'o' },
      authorization: {
        permissions: ['conversation:recording:pauseOthers', 'conversation:call:record:division-1'],
      },
    });
    expect(decoded).toEqual({
      ok: true,
      value: {
        userId: 'u',
        orgId: 'o',
        permissions: new Set(['conversation:recording:pauseOthers', 'conversation:call:record']),
      },
    });
  });

  it('does without the expansions', () => {
    expect(decodeMe({ id: 'u' })).toEqual({ ok: true, value: { userId: 'u', permissions: new Set() } });
  });

  it.each([
    ['id', {}],
    ['authorization.permissions', { id: 'u', authorization: { permissions: [1] } }],
  ])('refuses a wrong %s', (what, body) => {
    expect(decodeMe(body)).toEqual(malformed(what));
  });
});

describe('decodeTokenInfo', () => {
  it('asks for nothing but an object', () => {
    expect(decodeTokenInfo({})).toEqual({ ok: true, value: {} });
    expect(decodeTokenInfo('<html>')).toEqual(malformed('body'));
  });
});

describe('decodeChannel', () => {
  it.each(['wss://streaming.mypurecloud.ie/channels/x', 'ws://localhost:4711/x', 'ws://127.0.0.1/x'])(
    'accepts %s',
    (connectUri) => {
      expect(decodeChannel({ id: 'c', connectUri, expires: 'x' })).toEqual({
        ok: true,
        value: { id: 'c', connectUri },
      });
    },
  );

  it.each(['ws://streaming.example/x', 'https://localhost/x', 'ws://localhost.example/x', 'x', ''])(
    'refuses %s without repeating it',
    (connectUri) => {
      expect(decodeChannel({ id: 'c', connectUri })).toEqual(malformed('connectUri'));
    },
  );
});

describe('decodeSubscriptions', () => {
  it('tells what is in force and what is refused, with the reason and the permissions', () => {
    const missingPermissions = ['conversation:communication:view'];
    expect(
      decodeSubscriptions({
        entities: [
          { id: 'a', state: 'Permitted' },
          { id: 'b', state: 'Rejected', rejectionReason: 'Missing permissions', missingPermissions },
          { id: 'c' },
          { id: 'd', state: 'Rejected' },
        ],
      }),
    ).toEqual({
      ok: true,
      value: {
        inForce: ['a', 'c'],
        refused: [
          { topic: 'b', reason: 'Missing permissions', permissions: missingPermissions },
          { topic: 'd', permissions: [] },
        ],
      },
    });
  });

  it('takes as many topics as a channel does', () => {
    const entities = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}`, state: 'Permitted' }));
    expect(decodeSubscriptions({ entities })).toMatchObject({ ok: true });
  });
});

describe('readErrorBody', () => {
  it.each([
    [{ messageParams: { permission: 'conversation:recording:pauseOthers' } }],
    [{ messageParams: { permissions: '[conversation:recording:pauseOthers, a:b:c]' } }],
    [
      {
        message:
          'Unable to perform the requested action. You must have at least one of the following permissions: conversation:recording:pauseOthers',
      },
    ],
  ])('finds the permission in %j', (body) => {
    expect(readErrorBody({ code: 'missing.permissions', contextId: 'trace-1', ...body })).toEqual({
      code: 'missing.permissions',
      permission: 'conversation:recording:pauseOthers',
      correlationId: 'trace-1',
    });
  });

  it.each(['<html>', null, undefined, [], { code: 5 }, { code: 'Ada Lovelace, +44 20', contextId: 'a b c' }])(
    'takes nothing from %j',
    (body) => {
      expect(readErrorBody(body)).not.toHaveProperty('permission');
      expect(readErrorBody(body)).not.toHaveProperty('code');
    },
  );
});
