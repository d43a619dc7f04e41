import { expect, it } from 'vitest';
import type { SiblingNews } from '../../../src/app/ports.ts';
import { createTellSiblings } from '../../../src/app/tell-siblings.ts';
import { makePolicy, paused, recording } from '../../support/builders.ts';
import { settledCall, type CallDriver } from '../../support/call-driver.ts';

/** A call whose panel tells what is new after each turn. */
function telling(call: CallDriver) {
  const told: SiblingNews['kind'][] = [];
  const tellSiblings = createTellSiblings(
    {
      tell(news) {
        told.push(news.kind);
        if (news.kind === 'pause-elsewhere') expect(news.at).toBe(call.wall);
      },
    },
    { wall: () => call.wall },
  );
  const tell = () => tellSiblings([call.call]);
  tell();
  return { told, tell };
}
const SCREEN = { leg: { screen: 'active' } } as const;
const SNIPPET = { leg: { recorders: { customer: 'paused', snippet: 'active' } } } as const;
const BOTH = { leg: { ...SCREEN.leg, ...SNIPPET.leg } };

it.each([
  ['of a paused call, which none of them can see', paused(), true],
  ['where no pause ends by itself', paused(), false],
  ['while a screen is recorded', paused(SCREEN), true],
  ['while a snippet is recorded', paused(SNIPPET), true],
  ['while it is not known what is recorded', recording(), true],
])('tells other panels once of each press on Pause %s', (_what, snapshot, autoResume) => {
  const call = settledCall(paused(), makePolicy({ autoResume }));
  call.event(snapshot);
  const { told, tell } = telling(call);
  told.length = 0;
  call.ask('pause');
  tell();
  tell();
  expect(told).toEqual(['pause-elsewhere']);
  call.pass(100);
  call.ask('pause');
  tell();
  expect(told).toEqual(['pause-elsewhere', 'pause-elsewhere']);
});

it('tells other panels once of a Pause that is proven', () => {
  const call = settledCall(recording());
  const { told, tell } = telling(call);
  call.ask('pause');
  call.answer();
  tell();
  expect(told).not.toContain('paused-elsewhere');
  call.pass(1_000);
  call.read(paused());
  tell();
  tell();
  expect(told.filter((kind) => kind === 'paused-elsewhere')).toHaveLength(1);
});

it.each([
  ['a screen', SCREEN],
  ['a snippet', SNIPPET],
])('tells what speaks against a pause while %s is recorded', (_what, more) => {
  const call = settledCall(paused());
  call.event(paused(more));
  const { told, tell } = telling(call);
  told.length = 0;
  call.pass(5_000);
  call.event(recording(more));
  tell();
  expect(told).toEqual(['contrary-elsewhere']);
});

it('tells again what speaks against a pause when it comes anew, and not what repeats by reads', () => {
  const call = settledCall(recording());
  const { told, tell } = telling(call);
  expect(told).toEqual(['contrary-elsewhere']);
  call.give({ kind: 'refresh' });
  call.read(recording());
  tell();
  expect(told).toHaveLength(1);
  call.pass(1_000);
  call.event(paused());
  tell();
  expect(told).toHaveLength(1);
  call.pass(500);
  call.event(recording());
  tell();
  expect(told).toEqual(['contrary-elsewhere', 'contrary-elsewhere']);
});

it('tells of another recorder when it appears, which no screen does: no read of theirs would show one', () => {
  const call = settledCall(paused());
  const { told, tell } = telling(call);
  call.event(paused(SCREEN));
  tell();
  expect(told).toEqual([]);
  call.event(paused(BOTH));
  tell();
  call.event(paused(BOTH));
  tell();
  expect(told).toEqual(['recorder-elsewhere']);
});

it('tells no panel what it only fears because that panel has told of a resume, and tells what it sees', () => {
  const call = settledCall(paused(), makePolicy({ autoResume: true }));
  const { told, tell } = telling(call);
  call.give({ kind: 'resume-elsewhere', wishId: 'there', isOver: false });
  tell();
  expect(call.call.claim.state).toBe('recording');
  expect(told).toEqual([]);
  call.event(recording());
  tell();
  expect(told).toEqual(['contrary-elsewhere']);
});
