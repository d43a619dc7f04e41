import { expect, it } from 'vitest';
import type { Job, Webhook } from '../../../../src/headless/archive/job.ts';
import { JOB_QUEUES, jobsOf } from '../../../../src/headless/serve/jobs-of-calls.ts';

const NOW = 1_796_000_000_000;
const live: Job = {
  v: 1,
  conversationId: 'call-1',
  recorded: true,
  phase: 'live',
  polls: 0,
  webhooks: {},
  flagged: [],
};
const ended: Job = { ...live, phase: 'ended', endedAt: NOW, nextPollAt: NOW + 1_000 };
const webhook: Webhook = { key: 'k', body: '{}', state: 'waiting', attempts: 0, nextAt: NOW };
const look = {
  queue: JOB_QUEUES.look,
  data: { conversationId: 'call-1', endedAt: NOW },
  key: `call-1:${NOW}`,
  afterMs: 1_000,
};
const deliver = {
  queue: JOB_QUEUES.deliver,
  data: { conversationId: 'call-1', recordingId: 'r1' },
  key: 'k',
  afterMs: 0,
};

it.each([
  ['nothing of a live call', undefined, live, []],
  ['a look when a call has ended', live, ended, [look]],
  ['a look for a call that is learnt of by its end', undefined, ended, [look]],
  ['nothing when nothing is due at another time', ended, { ...ended, recorded: false }, []],
  ['the next look', ended, { ...ended, polls: 1, nextPollAt: NOW + 9_000 }, [{ ...look, afterMs: 9_000 }]],
  ['nothing behind the last look', ended, { ...ended, nextPollAt: undefined } as never, []],
  [
    'a look for another end, although it is due at the same time',
    ended,
    { ...ended, endedAt: NOW + 5 },
    [{ ...look, data: { conversationId: 'call-1', endedAt: NOW + 5 }, key: `call-1:${NOW + 5}` }],
  ],
  ['the delivery of what is new', ended, { ...ended, webhooks: { r1: webhook } }, [deliver]],
  [
    'the next attempt of a delivery',
    { ...ended, webhooks: { r1: webhook } },
    { ...ended, webhooks: { r1: { ...webhook, attempts: 1, nextAt: NOW + 700 } } },
    [{ ...deliver, afterMs: 700 }],
  ],
  [
    'nothing of what is delivered',
    { ...ended, webhooks: { r1: webhook } },
    { ...ended, webhooks: { r1: { ...webhook, attempts: 1, state: 'delivered', untold: true } } },
    [],
  ],
  [
    'nothing of a webhook that waits as before',
    { ...ended, webhooks: { r1: webhook } },
    { ...ended, polls: 1, webhooks: { r1: webhook } },
    [],
  ],
] as const)('plans %s', (_name, before, after, planned) => {
  expect(jobsOf(before as Job | undefined, after as Job, NOW)).toEqual(planned);
});

it('plans nothing before now', () => {
  expect(jobsOf(live, ended, NOW + 60_000)).toMatchObject([{ afterMs: 0 }]);
});
