import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import { createClaims } from '../../../src/proof/claims.ts';

const START = Date.parse('2026-11-28T09:00:00Z');
let seq = 0;
const entry = (
  seconds: number,
  action: AuditEntry['action'],
  more: Partial<AuditEntry> = {},
): AuditEntry => ({
  v: 1,
  chain: 'chain-1',
  seq: (seq += 1),
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
  id: `entry-${seq}`,
  at: new Date(START + seconds * 1_000).toISOString(),
  app: '1.0.0',
  actor: 'user',
  conversationId: 'call-1',
  action,
  trigger: 'agent',
  phase: 'observed',
  ...more,
});
const claims = (...entries: AuditEntry[]) => {
  const found = createClaims();
  for (const one of entries) found.add(one);
  return [...found.all()].flatMap(([id, all]) =>
    all.map(({ from, to, by }) => [
      id,
      (from - START) / 1_000,
      to === undefined ? undefined : (to - START) / 1_000,
      by,
    ]),
  );
};

/** The same with how they end, and what is in doubt. */
const claimed = (...entries: AuditEntry[]) => {
  const found = createClaims();
  for (const one of entries) found.add(one);
  return [...found.all().values()].flat().map(({ from, to, end, doubt }) => ({
    from: (from - START) / 1_000,
    ...(to !== undefined && { to: (to - START) / 1_000 }),
    end,
    ...(doubt && { doubt }),
  }));
};

describe('what a log claims', () => {
  it('is the time in which a panel said safe', () => {
    expect(
      claims(
        entry(58, 'pause', { phase: 'requested' }),
        entry(59, 'pause', { phase: 'confirmed' }),
        entry(60, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        entry(95, 'resume', { phase: 'requested' }),
      ),
    ).toEqual([['call-1', 60, 90, 'panel']]);
  });

  it('ends with the request for a resume, and not with its confirmation', () => {
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(90, 'resume', { phase: 'requested' }),
        entry(99, 'safe-withdrawn'),
      ),
    ).toEqual([['call-1', 60, 90, 'panel']]);
  });

  it('is the time after a command was confirmed', () => {
    expect(
      claims(
        entry(60, 'pause', { phase: 'confirmed', trigger: 'cli', target: 'policy' }),
        entry(90, 'resume', { phase: 'requested', trigger: 'cli', target: 'policy' }),
      ),
    ).toEqual([['call-1', 60, 90, 'command']]);
  });

  it.each([
    ['unconfirmed', entry(60, 'pause', { phase: 'unconfirmed', trigger: 'bulk' })],
    ['of an agent, whose panel did not say safe', entry(60, 'pause', { phase: 'confirmed' })],
    ['of no pause', entry(60, 'stop', { phase: 'confirmed', trigger: 'cli', target: 'snippet' })],
  ])('is nothing where a command is %s', (_what, one) => {
    expect(claims(one)).toEqual([]);
  });

  it('goes on to the end of the call where nothing ends it', () => {
    expect(claims(entry(60, 'safe-shown'))).toEqual([['call-1', 60, undefined, 'panel']]);
    expect(claims(entry(60, 'safe-shown'), entry(80, 'ended-while-paused'))).toEqual([
      ['call-1', 60, 80, 'panel'],
    ]);
  });

  it('goes by the clock of Genesys where the log knows it', () => {
    const platformAt = new Date(START + 61_500).toISOString();
    expect(claims(entry(60, 'safe-shown', { platformAt }), entry(90, 'safe-withdrawn'))).toEqual([
      ['call-1', 61.5, 90, 'panel'],
    ]);
  });

  it('keeps browsers apart, and counts no entry twice', () => {
    const other = { chain: 'chain-2' };
    const twice = [entry(60, 'safe-shown'), entry(80, 'safe-withdrawn')];
    expect(
      claims(...twice, entry(70, 'safe-shown', other), entry(75, 'resume', { phase: 'observed' }), ...twice),
    ).toEqual([
      ['call-1', 60, 80, 'panel'],
      ['call-1', 70, undefined, 'panel'],
    ]);
  });

  it('is not read from the older part of a log after the newer one', () => {
    const [older, newer] = [entry(60, 'safe-shown'), entry(80, 'safe-withdrawn')];
    const found = createClaims();
    expect([newer, newer, older].map((one) => found.add(one))).toEqual(['taken', 'taken', 'older']);
  });

  it.each([
    ['another hash', { hash: '2'.repeat(64) }],
    ['the same hash, and is another one', { id: 'another' }],
  ])('is not read from a second branch of a log: an entry of the same number has %s', (_what, more) => {
    const one = entry(60, 'safe-shown');
    const found = createClaims();
    expect([one, { ...one, ...more }].map((each) => found.add(each))).toEqual(['taken', 'branch']);
  });

  it('is what a watch has compared, once, where nobody else claims it', () => {
    const iso = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
    const watched = (from: number, to: number) =>
      entry(200, 'proof', { phase: 'confirmed', from: iso(from), to: iso(to) });
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        watched(61, 89),
        watched(120, 150),
        watched(120, 150),
      ),
    ).toEqual([
      ['call-1', 60, 90, 'panel'],
      ['call-1', 120, 150, 'watch'],
    ]);
  });

  it('lasts until the last of several panels of a browser takes it back', () => {
    expect(
      claims(
        entry(60, 'safe-shown'),
        entry(61, 'safe-shown'),
        entry(65, 'safe-withdrawn'),
        entry(90, 'safe-withdrawn'),
      ),
    ).toEqual([
      ['call-1', 60, 65, 'panel'],
      ['call-1', 65, 90, 'panel'],
    ]);
  });

  it('is not stretched by a panel that is gone without a word', () => {
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(61, 'safe-shown'),
        entry(65, 'safe-withdrawn'),
        entry(200, 'resume', { phase: 'requested' }),
      ),
    ).toEqual([
      { from: 60, to: 65, end: 'seen' },
      { from: 65, to: 200, end: 'unseen', doubt: 'rest' },
    ]);
  });

  it('goes on in doubt after the limit of the pause, and is sure again once it was given more time', () => {
    const limit = { trigger: 'limit' } as const;
    const first = [entry(60, 'safe-shown'), entry(90, 'safe-withdrawn', limit)];
    expect(claimed(...first, entry(200, 'resume', { phase: 'requested' }))).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 90, to: 200, end: 'unseen', doubt: 'limit' },
    ]);
    expect(claimed(...first)).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 90, end: 'unseen', doubt: 'limit' },
    ]);
    expect(
      claimed(
        ...first,
        entry(95, 'extend'),
        entry(96, 'safe-shown'),
        entry(110, 'safe-withdrawn', limit),
        entry(120, 'ended-while-paused'),
      ),
    ).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 90, to: 96, end: 'unseen', doubt: 'limit' },
      { from: 96, to: 110, end: 'seen' },
      { from: 110, to: 120, end: 'unseen', doubt: 'limit' },
    ]);
  });

  it('goes on after the limit where the panel that said so takes that back', () => {
    const limit = { trigger: 'limit' } as const;
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(90, 'safe-withdrawn', limit),
        entry(200, 'resume', { phase: 'requested', target: 'policy' }),
        entry(201, 'safe-withdrawn'),
      ),
    ).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 90, to: 200, end: 'seen' },
    ]);
  });

  it.each<[string, Parameters<typeof entry>[], object[]]>([
    [
      'the channel was lost across it',
      [
        [60, 'safe-shown'],
        [85, 'safe-withdrawn'],
        [100, 'over-limit', { trigger: 'limit' }],
        [200, 'safe-withdrawn'],
      ],
      [
        { from: 60, to: 85, end: 'seen' },
        { from: 100, to: 200, end: 'seen' },
      ],
    ],
    [
      'a resume has failed',
      [
        [60, 'safe-shown'],
        [90, 'safe-withdrawn', { trigger: 'limit' }],
        [100, 'resume', { phase: 'requested', target: 'policy', wishId: 'w' }],
        [100, 'safe-withdrawn'],
        [110, 'over-limit', { trigger: 'limit' }],
        [200, 'ended-while-paused'],
      ],
      [
        { from: 60, to: 90, end: 'seen' },
        { from: 90, to: 100, end: 'seen' },
        { from: 110, to: 200, end: 'unseen', doubt: 'limit' },
      ],
    ],
    [
      'the panel was loaded anew',
      [
        [60, 'safe-shown'],
        [90, 'safe-withdrawn', { trigger: 'limit' }],
        [120, 'over-limit', { trigger: 'limit' }],
        [200, 'safe-withdrawn'],
      ],
      [
        { from: 60, to: 90, end: 'seen' },
        { from: 90, to: 120, end: 'unseen', doubt: 'limit' },
        { from: 120, to: 200, end: 'seen' },
        // The page before may be another one, which says so still.
        { from: 200, end: 'unseen', doubt: 'rest' },
      ],
    ],
    [
      'another panel says so too, and the first of them takes it back alone',
      [
        [60, 'safe-shown'],
        [80, 'safe-withdrawn', { trigger: 'limit' }],
        [90, 'over-limit', { trigger: 'limit' }],
        [110, 'safe-withdrawn'],
        [150, 'resume', { phase: 'requested', target: 'policy' }],
        [150, 'safe-withdrawn'],
      ],
      [
        { from: 60, to: 80, end: 'seen' },
        { from: 80, to: 90, end: 'unseen', doubt: 'limit' },
        { from: 90, to: 110, end: 'seen' },
        { from: 110, to: 150, end: 'seen' },
      ],
    ],
    [
      'another panel says safe',
      [
        [60, 'safe-shown'],
        [70, 'over-limit', { trigger: 'limit' }],
        [90, 'safe-withdrawn'],
        [120, 'safe-withdrawn'],
      ],
      [
        { from: 60, to: 90, end: 'seen' },
        { from: 90, to: 120, end: 'seen' },
      ],
    ],
  ])('is told anew over the limit where %s', (_why, entries, expected) => {
    expect(claimed(...entries.map((one) => entry(...one)))).toEqual(expected);
  });

  it('ends for a command when any log asks for a resume, in whatever order the logs are given', () => {
    const command = { trigger: 'cli', target: 'policy' } as const;
    const agent = { chain: 'chain-2', target: 'policy' } as const;
    expect(
      claims(
        entry(90, 'resume', { ...agent, phase: 'requested' }),
        entry(60, 'pause', { ...command, phase: 'confirmed' }),
        entry(70, 'pause', { ...command, phase: 'confirmed' }),
        entry(120, 'pause', { ...command, phase: 'confirmed' }),
      ),
    ).toEqual([
      ['call-1', 60, 90, 'command'],
      ['call-1', 120, undefined, 'command'],
    ]);
  });
});

describe('what several panels of a browser claim', () => {
  const RESUME = { phase: 'requested', target: 'policy', wishId: 'resume-1' } as const;

  it('is claimed to the resume by the panel that takes it back behind it, when another one had done so before', () => {
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(61, 'safe-shown'),
        entry(65, 'safe-withdrawn'),
        entry(200, 'resume', RESUME),
        entry(200.1, 'safe-withdrawn'),
      ),
    ).toEqual([
      { from: 60, to: 65, end: 'seen' },
      { from: 65, to: 200, end: 'seen' },
    ]);
  });

  it('begins a claim that counts when a panel says safe again after a reload and a lost channel', () => {
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(80, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        entry(93, 'safe-shown'),
        entry(200, 'resume', RESUME),
        entry(200.1, 'safe-withdrawn'),
      ),
    ).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 90, to: 93, end: 'unseen', doubt: 'rest' },
      { from: 93, to: 200, end: 'seen' },
    ]);
  });

  it('is in doubt to the end of the call where a panel is gone and nothing ends it', () => {
    const gone = [entry(60, 'safe-shown'), entry(61, 'safe-shown'), entry(65, 'safe-withdrawn')];
    expect(claimed(...gone)).toEqual([
      { from: 60, to: 65, end: 'seen' },
      { from: 65, end: 'unseen', doubt: 'rest' },
    ]);
    expect(claimed(...gone, entry(80, 'ended-while-paused')).at(-1)).toEqual({
      from: 65,
      to: 80,
      end: 'unseen',
      doubt: 'rest',
    });
  });

  it('begins anew with the next pause, whoever of the first one still had to take it back', () => {
    const first = [
      entry(60, 'safe-shown'),
      entry(61, 'safe-shown'),
      entry(90, 'resume', RESUME),
      entry(90.1, 'safe-withdrawn'),
    ];
    expect(claimed(...first, entry(200, 'safe-shown'), entry(230, 'safe-withdrawn'))).toEqual([
      { from: 60, to: 90, end: 'seen' },
      { from: 200, to: 230, end: 'seen' },
    ]);
    // One that was slow to take back the first does not take back the second.
    expect(
      claimed(
        ...first,
        entry(92, 'safe-shown'),
        entry(93, 'safe-withdrawn'),
        entry(120, 'safe-withdrawn'),
      ).slice(1),
    ).toEqual([
      { from: 92, to: 93, end: 'seen' },
      { from: 93, to: 120, end: 'seen' },
    ]);
  });

  it('leaves nothing in doubt where panels take it back within a moment, in whatever order that is written', () => {
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(60.5, 'safe-shown'),
        entry(90, 'safe-withdrawn'),
        entry(89.8, 'safe-withdrawn'),
      ),
    ).toEqual([{ from: 60, to: 90, end: 'seen' }]);
  });
});

describe('what a log does not date', () => {
  const undated = (from: number) => [{ from, end: 'unseen', doubt: 'undated' }];
  const ahead = (seconds: number, ms = 300_000) => ({
    platformAt: new Date(START + seconds * 1_000 + ms).toISOString(),
  });

  it.each([
    ['the clock was set back', [entry(60, 'safe-shown'), entry(59, 'safe-withdrawn')], 60],
    [
      'the clock was set back between two panels',
      [entry(60, 'safe-shown'), entry(30, 'safe-shown'), entry(90, 'safe-withdrawn')].slice(0, 3),
      60,
    ],
    [
      'one entry has Genesys’ time and the other has not, and the clocks differ',
      [entry(60, 'safe-shown', ahead(60)), entry(90, 'safe-withdrawn')],
      360,
    ],
    ['a date cannot be read', [entry(60, 'safe-shown'), entry(90, 'safe-withdrawn', { at: 'soon' })], 60],
  ])('is claimed in doubt: %s', (_what, entries, from) => {
    expect(claimed(...entries).slice(0, 1)).toEqual(undated(from));
  });

  it('is claimed by a command too', () => {
    const order = { phase: 'confirmed', trigger: 'cli', target: 'policy' } as const;
    expect(claimed(entry(60, 'reason'), entry(61, 'pause', { ...order, at: 'soon' }))).toEqual(undated(60));
  });

  it('is taken back by a log that begins in its middle', () => {
    const found = createClaims();
    found.add(entry(90, 'safe-withdrawn', { chain: 'an-excerpt', seq: 7 }));
    expect([...found.all().values()]).toMatchObject([[{ doubt: 'undated' }]]);
  });
});

describe('a resume that Genesys refuses', () => {
  const asks = { phase: 'requested', target: 'policy', trigger: 'cli' } as const;
  const refused = { phase: 'failed', failure: 'REC-403', target: 'policy', trigger: 'cli' } as const;

  it.each([
    ['named by its wish', { wishId: 'wish-1' }],
    ['without a name', {}],
  ])('ends no claim of a command: %s', (_what, named) => {
    expect(
      claimed(
        entry(60, 'pause', { phase: 'confirmed', trigger: 'cli', target: 'policy' }),
        entry(100, 'resume', { ...asks, ...named }),
        entry(101, 'resume', { ...refused, ...named }),
        entry(200, 'resume', { ...asks, wishId: 'wish-2' }),
      ),
    ).toEqual([{ from: 60, to: 200, end: 'seen' }]);
  });

  it('ends one where it may have taken effect all the same', () => {
    expect(
      claimed(
        entry(60, 'pause', { phase: 'confirmed', trigger: 'cli', target: 'policy' }),
        entry(100, 'resume', { ...asks, wishId: 'wish-1' }),
        entry(101, 'resume', { ...refused, wishId: 'wish-1', failure: 'REC-OUTCOME' }),
      ),
    ).toEqual([{ from: 60, to: 100, end: 'seen' }]);
  });

  it('ends what a panel says when the panel takes it back', () => {
    expect(
      claimed(
        entry(60, 'safe-shown'),
        entry(100, 'resume', { ...asks, wishId: 'wish-1' }),
        entry(100.1, 'safe-withdrawn'),
        entry(101, 'resume', { ...refused, wishId: 'wish-1' }),
        entry(103, 'safe-shown'),
        entry(150, 'safe-withdrawn'),
      ),
    ).toEqual([
      { from: 60, to: 100.1, end: 'seen' },
      { from: 103, to: 150, end: 'seen' },
    ]);
  });
});
