import { describe, expect, it } from 'vitest';
import { backoff, DENIED_AGAIN_MS } from '../../src/domain/backoff.ts';
import { domainOfName, isRegionDomain, REGION_DOMAINS } from '../../src/launch/regions.ts';
import { isLoopback, isThisMachine } from '../../src/loopback.ts';
import { isUuid, withoutUuids } from '../../src/uuid.ts';
import { sourcesBelow, withoutComments } from '../support/source-imports.ts';

const ID = '0F0E0D0C-0b0a-4908-8706-050403020100';

describe('rules that several parts share', () => {
  it('know an id by its form, in any case, and nothing around it', () => {
    expect(isUuid(ID)).toBe(true);
    for (const text of [
      '',
      ` ${ID}`,
      `${ID}0`,
      ID.replaceAll('-', ''),
      ID.replace('f', 'g').replace('F', 'G'),
    ])
      expect(isUuid(text)).toBe(false);
    expect(withoutUuids(`a ${ID} b ${ID}`)).toBe('a  b ');
  });

  it('trust three names of this machine, and send to all its addresses', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]']) {
      expect(isLoopback(host)).toBe(true);
      expect(isThisMachine(host)).toBe(true);
    }
    expect([isLoopback('127.0.0.2'), isThisMachine('127.0.0.2')]).toEqual([false, true]);
    for (const host of ['127.0.0.1.example', 'localhost.example', '::1', '128.0.0.1', '127.0.0', ''])
      expect([isLoopback(host), isThisMachine(host)]).toEqual([false, false]);
  });

  it('wait twice as long after each failure, and never longer than the longest', () => {
    const waitMs = backoff(1_000, 5_000);
    expect([0, 1, 2, 3, 2_000].map(waitMs)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(DENIED_AGAIN_MS).toEqual([1_000, 3_000]);
  });

  it('give every name of a region a domain, and every domain but one a name', () => {
    const names =
      'us-east-1 us-east-2 us-west-2 ca-central-1 mx-central-1 sa-east-1 eu-west-1 eu-west-2 eu-central-1 eu-central-2 me-central-1 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2';
    const domains = new Set(names.split(' ').map((name) => domainOfName(name) ?? ''));
    expect([...domains].every(isRegionDomain)).toBe(true);
    expect(REGION_DOMAINS.filter((domain) => !domains.has(domain))).toEqual(['edee1.eusc-pure.cloud']);
    expect(domainOfName('us-east-3')).toBeUndefined();
  });

  it.each([
    ['the form of an id', /\[0-9a-f\]\{8\}[^)\n]*\[0-9a-f\]\{4\}/, 'src/uuid.ts'],
    ['a name of this machine', /127\\\.0|127\(/, 'src/loopback.ts'],
    ['a wait that doubles', /Math\.min\([^\n]*\* 2 \*\*/, 'src/domain/backoff.ts'],
    ['the domain of a region', /'[a-z0-9.-]+\.pure\.cloud'/, 'src/launch/regions.ts'],
  ])('stand in one file: %s', (_what, pattern, place) => {
    const found = sourcesBelow('src').filter(({ source }) => pattern.test(withoutComments(source)));
    expect(found.map(({ file }) => file)).toEqual([place]);
  });
});
