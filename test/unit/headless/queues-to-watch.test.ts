import { expect, it } from 'vitest';
import { failed, ok } from '../../../src/domain/result.ts';
import { createOutput } from '../../../src/headless/cli/output.ts';
import { runWatch } from '../../../src/headless/cli/run-watch.ts';
import type { Controller } from '../../../src/headless/controller.ts';
import { queuesToWatch } from '../../../src/headless/watch/queues-to-watch.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const QUEUES = ['queue-1', 'queue-2', 'queue-3'];

/** The platform knows the first and the third. */
async function asked() {
  const clock = fakeClock();
  const found = queuesToWatch(QUEUES, {
    api: {
      queue: async (id) => (id === 'queue-2' ? failed({ kind: 'not-found' }) : ok({ id, name: id })),
      queues: async () => ok([]),
    },
    clock,
    waiting() {},
  });
  await clock.pass(10_000);
  return found;
}

it('names the one of several queues that nobody knows', async () => {
  expect(await asked()).toEqual({ ok: false, failure: { kind: 'not-found' }, queueId: 'queue-2' });
});

it.each([true, false])('says in words and in JSON which queue that is: %s', async (json) => {
  let told = '';
  const tell = (text: string) => void (told += text);
  const streams = { out: tell, err: tell, isTerminal: false };
  const refused = await asked();
  const controller = { watch: async () => refused } as unknown as Controller;
  const command = { verb: 'watch', json, logLevel: 'silent', queueIds: QUEUES } as const;
  const world = { environment: {}, streams, signal: new AbortController().signal };
  expect(await runWatch(controller, command, world, createOutput(streams, json))).toBe(1);
  expect(told).toContain(
    json
      ? '"queueId":"queue-2"'
      : 'Queue queue-2: Genesys knows no queue with this id. Looked 3 times in 4 s.',
  );
});
