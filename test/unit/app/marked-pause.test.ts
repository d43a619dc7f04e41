import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditFacts } from '../../../src/domain/audit.ts';
import { readMark } from '../../../src/domain/call-mark.ts';
import { markedPause, type KnownOfPause, type Marks } from '../../../src/app/timeline/marked-pause.ts';
import { attributeKey, attributeValue } from '../../../src/outbox/call-attribute.ts';
import { emptyChain, seal } from '../../../src/outbox/chain.ts';
import { makeFacts } from '../../support/audit-facts.ts';

const NOW = Date.parse('2026-01-05T14:10:00.000Z');
const at = (secondsAgo: number) => NOW - secondsAgo * 1_000;
const iso = (secondsAgo: number) => new Date(at(secondsAgo)).toISOString();
const CHAINS = { other: '5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f', own: 'a1b2c3d4-90ab-4b1e-8d4c-1a2b3c4d5e6f' };

let seq = 0;
function entry(facts: Partial<AuditFacts>, chain = CHAINS.other): AuditEntry {
  seq += 1;
  return seal(makeFacts({ phase: 'confirmed', ...facts }), { ...emptyChain(chain), seq });
}
/** As a panel writes it. */
const mark = (facts: Partial<AuditFacts>, chain?: string): Record<string, string> => {
  const one = entry(facts, chain);
  return { [attributeKey(one)]: attributeValue(one, 'payment', one) };
};
const pause = (secondsAgo: number) => mark({ platformAt: iso(secondsAgo) });
const resume = (secondsAgo: number) => mark({ action: 'resume', platformAt: iso(secondsAgo) });

const since = (secondsAgo: number, kind: KnownOfPause['since']['kind'] = 'at-least') => ({
  at: at(secondsAgo),
  kind,
});
const found = (marks: Partial<Marks>, known: Partial<KnownOfPause> = {}) =>
  markedPause(
    { own: {}, others: {}, callSince: at(600), ...marks },
    { since: since(20), now: NOW, logged: [], ...known },
  );
/** When another agent has paused. */
const judged = (...given: Parameters<typeof found>) => {
  const pause = found(...given);
  return pause?.isOwn ? undefined : pause?.at;
};

describe('a mark', () => {
  const one = entry({ platformAt: iso(120) });
  const [key, value] = [attributeKey(one), attributeValue(one, 'payment', one)];

  it('is read as a panel has written it', () => {
    expect(readMark(key, value)).toEqual({ action: 'pause', target: 'policy', at: at(120) });
    const bare = entry({ action: 'stop', target: 'adhoc' });
    expect(readMark(attributeKey(bare), attributeValue(bare, undefined, bare))).toEqual({
      action: 'stop',
      target: 'adhoc',
    });
    const more = entry({ action: 'extend', phase: 'observed', platformAt: iso(1) });
    expect(readMark(attributeKey(more), attributeValue(more, undefined, more))?.action).toBe('extend');
  });

  it.each<[string, string, string]>([
    ['of another version', key, value.replace(/^1/, '2')],
    ['of no version', key, value.slice(2)],
    ['with a field more', key, `${value};`],
    ['with a word that nobody knows', key, value.replace('pause', 'stopped')],
    ['that was not confirmed', key, value.replace('confirmed', 'accepted')],
    ['whose phase is not that of its action', key, value.replace('confirmed', 'observed')],
    ['of no time', key, value.replace(iso(120), 'today')],
    ['of a time in another form', key, value.replace(iso(120), '2026-01-05T14:08:00Z')],
    ['of a day that there is not', key, value.replace(iso(120), '2026-02-31T14:08:00.000Z')],
    ['with free text', key, value.replace('payment', 'Visa 4111')],
    ['without the head of a log', key, value.replace(/[0-9a-f]{64}$/, '')],
    ['of another chain', 'rc1.00000000.1', value],
    ['whose log ended before it', key.replace(/\d+$/, '999999'), value],
    ['under no key of ours', `rc2${key.slice(3)}`, value],
    ['that is empty', key, ''],
    ['that is long', key, value + 'x'.repeat(4_000)],
  ])('is not read %s', (_what, itsKey, itsValue) => {
    expect(readMark(itsKey, itsValue)).toBeUndefined();
  });
});

describe('a pause', () => {
  it('was made by another agent where the newest of all marks says so', () => {
    expect(judged({ others: pause(120) })).toBe(at(120));
    expect(judged({ others: { ...pause(400), ...resume(300), ...pause(120) } })).toBe(at(120));
    expect(judged({ own: resume(300), others: pause(120) })).toBe(at(120));
    expect(judged({ others: { ...pause(200), ...pause(120) } })).toBe(at(120));
  });

  it('is none of a snippet, and goes on when it is extended', () => {
    const snippet = mark({ action: 'start', target: 'snippet', platformAt: iso(60) });
    const more = mark({ action: 'extend', phase: 'observed', platformAt: iso(60) });
    expect(judged({ others: { ...pause(120), ...snippet, ...more } })).toBe(at(120));
    expect(judged({ others: snippet })).toBeUndefined();
  });

  it.each<[string, Partial<Marks>, Partial<KnownOfPause>?]>([
    ['nobody has written anything', {}],
    ['the newest mark is a resume', { others: { ...pause(120), ...resume(60) } }],
    ['this agent has paused since', { own: pause(60), others: pause(120) }],
    ['this agent has resumed since', { own: resume(60), others: pause(120) }],
    ['pause and resume may have come in either order', { others: { ...pause(120), ...resume(121) } }],
    ['both have paused at the same time', { own: pause(121), others: pause(120) }],
    ['it was written for a time to come', { others: pause(-60) }],
    ['another one was written for a time to come', { others: { ...pause(120), ...resume(-60) } }],
    ['it is older than the call', { others: pause(700) }],
    ['nobody knows since when there is a call', { others: pause(120), callSince: Infinity }],
    ['it tells no time', { others: { ...pause(120), ...mark({ action: 'resume' }) } }],
    ['one of them cannot be read', { others: { ...pause(120), 'rc1.5f0c2d34.9': '2;later' } }],
    ['one of this agent cannot be read', { others: pause(120), own: { 'rc1.x.y': 'x' } }],
    ['this panel saw another pause begin', { others: pause(120) }, { since: since(60, 'exact') }],
    ['it was found paused before', { others: pause(120) }, { since: since(150) }],
    [
      'the log of this browser has a resume since',
      { others: pause(120) },
      { logged: [makeFacts({ action: 'resume', platformAt: iso(90) })] },
    ],
    [
      'the log of this browser has a pause since',
      { others: pause(120) },
      { logged: [makeFacts({ phase: 'requested', at: iso(90) })] },
    ],
  ])('is nobody’s where %s', (_why, marks, known) => {
    expect(judged(marks, known)).toBeUndefined();
  });

  it('is the one that this panel saw begin, give or take what a confirmation takes', () => {
    expect(judged({ others: pause(120) }, { since: since(126, 'exact') })).toBe(at(120));
    expect(judged({ others: pause(120) }, { since: since(114, 'exact') })).toBe(at(120));
  });

  it('is the one of the log of a browser that both agents use', () => {
    const logged = [
      makeFacts({ phase: 'requested', platformAt: iso(123) }),
      makeFacts({ phase: 'confirmed', platformAt: iso(120) }),
      makeFacts({ action: 'safe-shown', phase: 'observed', platformAt: iso(119) }),
    ];
    expect(judged({ others: pause(120) }, { logged })).toBe(at(120));
  });
});
