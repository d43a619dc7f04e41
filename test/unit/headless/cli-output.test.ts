import { describe, expect, it } from 'vitest';
import type { BulkResult } from '../../../src/headless/bulk/bulk-result.ts';
import { createOutput } from '../../../src/headless/cli/output.ts';
import { counted } from '../../../src/headless/cli/words.ts';
import { sourcesBelow } from '../../support/source-imports.ts';
import { runQueueVerb } from '../../../src/headless/cli/run-queue.ts';
import type { QueueOptions } from '../../../src/headless/bulk/run-over-queue.ts';
import type { Controller } from '../../../src/headless/controller.ts';

const RESULT: BulkResult = { conversationId: 'call-1', outcome: 'done', state: 'paused', joined: true };

/** A run of one call of two, as it shows on a terminal or in a file. */
async function shown({ isTerminal = true, json = false } = {}) {
  const written = { out: '', err: '' };
  const streams = {
    out: (text: string) => void (written.out += text),
    err: (text: string) => void (written.err += text),
    isTerminal,
  };
  const controller = {
    async queue(_action: string, _id: string, options: QueueOptions) {
      options.onWait?.(90_000, 'refused');
      options.onWait?.(55_000, 'limit');
      options.onProgress?.({ done: 1, total: 2, requestsPerMinute: 240, secondsLeft: 7 });
      options.onResult?.(RESULT);
      return { results: [RESULT], interrupted: false, left: 0 };
    },
  } as unknown as Controller;
  const signal = new AbortController().signal;
  await runQueueVerb(
    controller,
    {
      verb: 'queue',
      json,
      action: 'pause',
      id: 'queue-1',
      dryRun: false,
      yes: false,
      allPauses: false,
      logLevel: 'silent',
    },
    { environment: {}, streams, signal },
    createOutput(streams, json),
  );
  return written;
}

describe('a run over a queue', () => {
  it('tells progress with rate and time left to a terminal, and to nothing else', async () => {
    const { err, out } = await shown();
    expect(err).toContain('1 of 2 calls, 240 requests/min, about 7 s left');
    // Erased before the next line, so that a result stands by itself.
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).toContain('call-1  done  (joined)\n');
    expect((await shown({ isTerminal: false })).err).toBe('');
    expect((await shown({ json: true })).err).toBe('');
  });

  it('says how long Genesys is waited for', async () => {
    expect((await shown({ isTerminal: false })).out).toContain('Genesys accepts no request for 90 s.');
    expect((await shown({ isTerminal: false })).out).toContain('The requests of this minute are used up');
    const [line] = (await shown({ json: true })).out.split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ type: 'waiting', code: 'REC-429', retryAfterMs: 90_000 });
  });
});

describe('what an organisation or a platform puts into ids and names', () => {
  const PLANTED = '\u001b[2J\u001b]0;owned\u0007\u202eevil\nall-calls  done\u009b31m';

  it.each([true, false])('neither commands the terminal nor begins a line of its own, json: %s', (json) => {
    const written: string[] = [];
    const push = (text: string) => void written.push(text);
    const output = createOutput({ out: push, err: push, isTerminal: true }, json);
    output.say({ conversationId: PLANTED }, `${PLANTED}  ended`);
    output.fail({ message: PLANTED }, PLANTED.replace('\n', ' '));
    for (const text of written) {
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      if (text.startsWith('{')) expect(Object.values(JSON.parse(text))).toEqual([PLANTED]);
    }
  });
});

describe('what the command line counts', () => {
  it('counts one thing as one', () => {
    expect(['0 calls', '1 call', '2 calls']).toEqual([0, 1, 2].map((count) => counted(count, 'call')));
    expect(counted(1, 'entry', 'entries')).toBe('1 entry');
  });

  it('never puts a number before a word that does not follow it', () => {
    const plural =
      /\$\{[^{}]*\} (calls|entries|webhooks|requests|agents|recordings|queues|files|steps|changes|items|lines|times)\b/g;
    const guilty = sourcesBelow('src')
      .filter(({ file }) => /^src\/(headless|installer)\//.test(file))
      .flatMap(({ file, source }) => [...source.matchAll(plural)].map(([text]) => `${file}: ${text}`));
    expect(guilty).toEqual([]);
  });
});
