import { expect, it } from 'vitest';
import type { ToldArchiveEvent } from '../../../src/headless/archive/record-archive.ts';
import { recordArchive } from '../../../src/headless/archive/record-archive.ts';
import { createOutput } from '../../../src/headless/cli/output.ts';
import { runWatch } from '../../../src/headless/cli/run-watch.ts';
import type { Controller } from '../../../src/headless/controller.ts';
import type { WatchOptions } from '../../../src/headless/watch/open-watch.ts';

const EVENT = { kind: 'delivered', conversationId: 'call-1', recordingId: 'r1', key: 'k' } as const;

it.each([true, false])('knows whether a webhook that was accepted is on record: %s', async (ok) => {
  const append = async () =>
    ok ? { ok, value: undefined } : ({ ok, failure: { kind: 'storage', what: 'disk' } } as never);
  const entryIds = await recordArchive(
    EVENT,
    { append },
    { about: { app: '1' }, ids: { next: () => 'id' }, wall: () => 0 },
  );
  expect(entryIds).toEqual(ok ? ['id'] : undefined);
});

it.each<[ToldArchiveEvent, boolean]>([
  [EVENT, false],
  [{ ...EVENT, notLogged: true }, true],
  [
    {
      kind: 'set-aside',
      conversationId: 'call-1',
      recordingId: 'r1',
      key: 'k',
      status: 400,
      notLogged: true,
    },
    true,
  ],
  [{ kind: 'flag', conversationId: 'call-1', flag: 'no-recording', notLogged: true }, true],
  [{ kind: 'no-metadata', conversationId: 'call-1', failure: { kind: 'denied' }, notLogged: true }, true],
])('says so in words and in JSON: %j', async (event, expected) => {
  for (const json of [true, false]) {
    let out = '';
    const streams = { out: (text: string) => void (out += text), err() {}, isTerminal: false };
    const ending = new AbortController();
    const controller = {
      async watch({ onEvent }: WatchOptions) {
        onEvent(event);
        ending.abort();
        return {
          ok: true,
          value: { prometheus: () => '', gauges: () => ({ webhooksWaiting: 0 }), async close() {} },
        };
      },
    } as unknown as Controller;
    const command = { verb: 'watch', json, logLevel: 'silent' } as const;
    await runWatch(
      controller,
      command,
      { environment: {}, streams, signal: ending.signal },
      createOutput(streams, json),
    );
    expect(out.includes(json ? '"notLogged":true' : 'Not logged')).toBe(expected);
  }
});
