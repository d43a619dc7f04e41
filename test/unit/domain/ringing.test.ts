import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/app/view-state.ts';
import { mapSnapshot } from '../../../src/domain/mapping.ts';
import type { Leg } from '../../../src/domain/snapshot.ts';
import { decodeCall } from '../../../src/genesys/wire/call.ts';
import { AGENT, makeCustomer, makeLeg, makeSnapshot, paused, recording } from '../../support/builders.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';

const RINGS = { connected: false, ringing: true, recordingState: 'paused', securePause: false } as const;
const ringing = (leg: Partial<Leg> = {}) =>
  makeSnapshot({
    legs: [makeCustomer(), makeLeg({ ...RINGS, ...leg })],
    recordingState: 'paused',
    securePause: false,
  });
const view = ({ call }: CallDriver) =>
  viewOf(call, {
    signedOut: false,
    isRenewing: false,
    notLogged: false,
    startStop: 'off',
    permissions: new Set(),
    isSettled: true,
    isHeldBack: false,
    isOpening: false,
    shownSince: (since) => ({ ...since, steadyAt: since.at }),
    shownAt: (at) => at,
  });

describe('a call that rings', () => {
  it('is told as the platform tells it: a public capture from ringing to the end', () => {
    const file = new URL('../../fixtures/call-ringing.json', import.meta.url);
    const { body } = JSON.parse(readFileSync(file, 'utf8')) as { body: object[] };
    const states = body.map((told) => {
      const leg = { id: 'p', purpose: 'agent', user: { id: AGENT }, ...told };
      const read = decodeCall({ ...told, id: 'c', participants: [leg] });
      if (!read.ok) throw new Error(JSON.stringify(read.failure));
      return mapSnapshot(read.value, AGENT).state;
    });
    expect(states).toEqual(['ringing', 'recording', 'ended', 'ended']);
  });

  it.each(['alerting', 'dialing', 'contacting', 'offering', 'ALERTING'])(
    'is one whose leg is %s',
    (state) => {
      const user = { id: AGENT };
      const leg = { id: 'p', purpose: 'agent', user, state, recordingState: 'paused', securePause: false };
      const read = decodeCall({ id: 'c', participants: [leg] });
      expect(read.ok && mapSnapshot(read.value, AGENT)).toEqual({ state: 'ringing' });
    },
  );

  it('is not taken for ringing by a word that nobody knows', () => {
    const leg = { id: 'p', purpose: 'agent', user: { id: AGENT }, state: 'parked', recordingState: 'paused' };
    const read = decodeCall({ id: 'c', participants: [leg] });
    expect(read.ok && mapSnapshot(read.value, AGENT).state).toBe('paused');
  });

  it('claims nothing and says that it rings, after a second', () => {
    const driver = settledCall(ringing());
    expect(view(driver)).toMatchObject({ state: 'unknown', ringing: true, safe: false });
    expect(view(driver)).not.toHaveProperty('pauseKind');
  });

  it('is never paused, also where a secure pause stands in the conversation', () => {
    const driver = settledCall({ ...ringing({ securePause: true }), securePause: true });
    expect(view(driver)).toMatchObject({ state: 'unknown', safe: false });
  });

  it('records as soon as anything says that it captures', () => {
    expect(view(settledCall(ringing({ recordingState: 'active' })))).toMatchObject({ state: 'recording' });
    const driver = settledCall(ringing());
    driver.event(recording());
    expect(view(driver)).toMatchObject({ state: 'recording' });
    expect(view(driver)).not.toHaveProperty('ringing');
  });

  it('does not ring again by an event that is older than the answer', () => {
    const driver = settledCall(recording());
    driver.event(ringing());
    expect(view(driver)).toMatchObject({ state: 'recording' });
  });

  it('takes back a pause that was claimed of an earlier leg', () => {
    const driver = settledCall(paused());
    const back = makeLeg({ ...RINGS, participantId: 'agent-2' });
    const over = makeLeg({ live: false, connected: false });
    const told = { recordingState: 'paused', securePause: false } as const;
    const again = makeSnapshot({ legs: [makeCustomer(), over, back], ...told });
    driver.event(again);
    expect(view(driver)).toMatchObject({ state: 'checking', safe: false });
    for (let looks = 0; looks < 2; looks += 1) {
      driver.pass(1_500);
      driver.read(again);
    }
    expect(view(driver)).toMatchObject({ state: 'unknown', ringing: true });
  });

  it('says no more that it rings when nothing comes any more', () => {
    const driver = settledCall(ringing());
    driver.pass(36_000);
    expect(view(driver)).not.toHaveProperty('ringing');
  });

  it('asks nothing while it rings on, however often that is said', () => {
    const driver = settledCall(ringing());
    driver.event(ringing());
    driver.pass(1_000);
    driver.read(ringing());
    const sent = [...driver.event(ringing()), ...driver.event(ringing()), ...driver.beat(60_000)];
    expect(sent.filter(({ kind }) => kind === 'read')).toEqual([]);
  });
});

describe('a Pause pressed while it rings', () => {
  it('is sent: there is a live leg, and the platform decides', () => {
    const driver = settledCall(ringing());
    expect(view(driver).pause).toEqual({ can: true });
    expect(driver.ask('pause').map(({ kind }) => kind)).toContain('send');
  });

  it('leaves an alarm that ends when the call has begun, because it speaks of one that rings', () => {
    const driver = settledCall(ringing());
    driver.ask('pause');
    driver.answer({ kind: 'denied', code: 'conversation.error.forbidden.not.active.participant' });
    driver.pass(1_000);
    driver.read(ringing());
    expect(view(driver).alarms).toHaveLength(1);
    driver.event(recording());
    expect(view(driver)).toMatchObject({ state: 'recording', alarms: [] });
  });

  it('keeps the alarm of a Pause that failed on a call that has begun', () => {
    const driver = settledCall(recording());
    driver.ask('pause');
    driver.answer({ kind: 'denied' });
    driver.event(recording());
    expect(view(driver).alarms).toHaveLength(1);
  });

  it('is confirmed by a secure pause of the connected call only', () => {
    const driver = driveCall();
    driver.give({ kind: 'opened', generation: 1 });
    driver.read(ringing());
    driver.ask('pause');
    driver.answer();
    driver.pass(1_500);
    driver.read(ringing());
    expect(view(driver)).toMatchObject({ state: 'unknown', pending: 'pause' });
  });
});
