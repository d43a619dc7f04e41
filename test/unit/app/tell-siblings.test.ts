import { expect, it } from 'vitest';
import type { SiblingNews } from '../../../src/app/ports.ts';
import { createTellSiblings } from '../../../src/app/tell-siblings.ts';
import { CONVERSATION, makePolicy, paused, recording } from '../../support/builders.ts';
import { settledCall } from '../../support/call-driver.ts';

it.each([
  ['tells other panels of a Pause of a paused call, which none of them can see', true],
  ['tells nothing of it where no pause ends by itself', false],
])('%s', (_what, autoResume) => {
  const told: SiblingNews[] = [];
  const tellSiblings = createTellSiblings({ tell: (news) => void told.push(news) });
  const call = settledCall(paused(), makePolicy({ autoResume }));
  const tell = () => tellSiblings([call.call]);
  tell();
  call.ask('pause');
  tell();
  tell();
  expect(told).toEqual(autoResume ? [{ kind: 'contrary-elsewhere', conversationId: CONVERSATION }] : []);
});

it('tells no panel what it only fears because that panel has told of a resume, and tells what it sees', () => {
  const told: SiblingNews[] = [];
  const tellSiblings = createTellSiblings({ tell: (news) => void told.push(news) });
  const call = settledCall(paused(), makePolicy({ autoResume: true }));
  const tell = () => tellSiblings([call.call]);
  call.give({ kind: 'resume-elsewhere', wishId: 'there', isOver: false });
  tell();
  expect(call.call.claim.state).toBe('recording');
  expect(told).toEqual([]);
  call.event(recording());
  tell();
  expect(told).toEqual([{ kind: 'contrary-elsewhere', conversationId: CONVERSATION }]);
});
