import { describe, expect, it } from 'vitest';
import { createPinoLog, LEVEL_OF, LOG_LEVELS, type LogLevel } from '../../../src/headless/cli/pino-log.ts';
import { sourcesBelow } from '../../support/source-imports.ts';

function noted(level: LogLevel) {
  const lines: string[] = [];
  const log = createPinoLog(level, (line) => lines.push(line));
  log.note('request', { method: 'GET', status: 200, of: undefined });
  log.note('feed-opened', { generation: 1 });
  log.note('feed-lost', { why: 'closed' });
  log.note('watch-home-lost');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log of the command line', () => {
  it.each([
    ['silent', []],
    ['error', ['watch-home-lost']],
    ['warn', ['feed-lost', 'watch-home-lost']],
    ['info', ['feed-opened', 'feed-lost', 'watch-home-lost']],
    ['debug', ['request', 'feed-opened', 'feed-lost', 'watch-home-lost']],
  ] as const)('says at %s what is worth it', (level, events) => {
    expect(LOG_LEVELS).toContain(level);
    expect(noted(level).map(({ msg }) => msg)).toEqual(events);
  });

  it('writes one object per line: level, time, event and fields', () => {
    expect(noted('debug')[0]).toEqual({
      level: 'debug',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      method: 'GET',
      status: 200,
      msg: 'request',
    });
  });

  it('lets nothing through that a customer may have said or that opens a door', () => {
    const lines: string[] = [];
    createPinoLog('info', (line) => lines.push(line)).note('a text of somebody', {
      name: 'Ada Lovelace',
      number: '+49 30 1234567',
      token: 'abcdefghijklmnopqrstuvwxyz0123456789',
      id: '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f',
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      name: '…',
      number: '…',
      token: '…',
      id: '5b3c1f0e-7d2a-4c1b-9e8f-0a1b2c3d4e5f',
      msg: '…',
    });
  });

  it('knows no event that nobody notes', () => {
    const sources = sourcesBelow('src')
      .filter(({ file }) => !file.endsWith('pino-log.ts'))
      .map(({ source }) => source)
      .join('\n');
    // What a watch tells is noted under its kind.
    const isNoted = (event: string) =>
      [`'${event}'`, `kind: '${event.replace(/^watch-/, '')}'`].some((text) => sources.includes(text));
    expect(Object.keys(LEVEL_OF).filter((event) => !isNoted(event))).toEqual([]);
  });
});
