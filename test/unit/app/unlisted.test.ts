import { describe, expect, it } from 'vitest';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession } from '../../support/session-fakes.ts';

const panel = (listCalls: () => Result<readonly Snapshot[]> = () => ok([])) =>
  fakeSession({ conversationId: undefined, listCalls });

describe('an empty list of calls', () => {
  it('is known once the channel lives and its list has come, and asked for until then', async () => {
    const { session, report } = panel();
    expect(session.unlisted.value).toEqual({ kind: 'asking' });
    report({ kind: 'opened', generation: 1 });
    expect(session.unlisted.value).toEqual({ kind: 'asking' });
    await settle();
    expect(session.unlisted.value).toBeUndefined();
    session.search();
    expect(session.unlisted.value).toEqual({ kind: 'asking' });
    await settle();
    expect(session.unlisted.value).toBeUndefined();
  });

  it.each<[Failure, object]>([
    [{ kind: 'outage', status: 503 }, { failure: 'outage' }],
    [{ kind: 'rate-limited' }, { failure: 'rate-limited' }],
    [{ kind: 'malformed', what: 'entities' }, { failure: 'malformed' }],
    [
      { kind: 'denied', permission: 'a:b:c' },
      { failure: 'denied', permission: 'a:b:c' },
    ],
  ])('is not known while the list is refused: %o', async (failure, told) => {
    let refuses = true;
    const { session, report, clock } = panel(() => (refuses ? failed(failure) : ok([])));
    report({ kind: 'opened', generation: 1 });
    await settle();
    expect(session.unlisted.value).toEqual({ kind: 'refused', ...told });
    refuses = false;
    await clock.pass(2_000);
    expect(session.unlisted.value).toBeUndefined();
  });

  it('is not known while the channel is lost, nor before the list of the next one has come', async () => {
    const { session, report } = panel();
    report({ kind: 'opened', generation: 1 });
    await settle();
    session.offline();
    expect(session.unlisted.value).toEqual({ kind: 'lost' });
    session.search();
    await settle();
    expect(session.unlisted.value).toEqual({ kind: 'lost' });
    report({ kind: 'opened', generation: 2 });
    expect(session.unlisted.value).toEqual({ kind: 'asking' });
    await settle();
    expect(session.unlisted.value).toBeUndefined();
  });

  it('is not known where there is no channel, and the permission that it wants is told', async () => {
    const { session, report, clock } = panel();
    report({ kind: 'refused', topics: [{ topic: 't', permissions: ['a:b:c'] }] });
    expect(session.unlisted.value).toEqual({ kind: 'lost', permission: 'a:b:c' });
    const silent = panel();
    await silent.clock.pass(5_000);
    expect(silent.session.unlisted.value).toEqual({ kind: 'lost' });
    await clock.pass(0);
  });
});
