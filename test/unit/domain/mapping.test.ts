import { describe, expect, it } from 'vitest';
import { mapSnapshot, otherRecorders, type Mapped } from '../../../src/domain/mapping.ts';
import type { Leg, Snapshot } from '../../../src/domain/snapshot.ts';
import {
  AGENT,
  gone,
  held,
  makeCustomer,
  makeLeg,
  makeSnapshot,
  notRecording,
  paused,
  recording,
} from '../../support/builders.ts';

const SECURE: Mapped = { state: 'paused', kind: 'secure' };
const UNSPECIFIED: Mapped = { state: 'paused', kind: 'unspecified' };
const RECORDING: Mapped = { state: 'recording' };

const own = (leg: Partial<Leg>, conversation: Partial<Snapshot> = {}): Snapshot =>
  makeSnapshot({ legs: [makeCustomer(), makeLeg(leg)], ...conversation });

/** Seven legs that ended, each as it was, and the one that lives: a call that was transferred away and back. */
const transferredBack = (last: Partial<Leg>): Snapshot =>
  makeSnapshot({
    legs: [
      makeCustomer(),
      ...Array.from({ length: 7 }, (_, index) =>
        makeLeg({
          participantId: `agent-${index}`,
          live: false,
          connected: false,
          recordingState: index % 2 ? 'active' : 'paused',
          recorders: { agent: 'active' },
        }),
      ),
      makeLeg({ participantId: 'agent-7', ...last }),
    ],
  });

const ROWS: readonly (readonly [title: string, snapshot: Snapshot, expected: Mapped])[] = [
  ['own leg and conversation active', recording(), RECORDING],
  ['only the own leg active', own({ recordingState: 'active' }), RECORDING],
  ['only the conversation active', own({}, { recordingState: 'active' }), RECORDING],
  [
    'the leg paused, the conversation active',
    own({ recordingState: 'paused' }, { recordingState: 'active' }),
    RECORDING,
  ],
  [
    'paused, but the recorder of the customer side is active',
    paused({ leg: { recorders: { customer: 'active' } } }),
    RECORDING,
  ],
  [
    'paused, but the recorder of the agent side is active',
    paused({ leg: { recorders: { agent: 'active' } } }),
    RECORDING,
  ],
  ['none, but a recorder is active', notRecording({ leg: { recorders: { agent: 'active' } } }), RECORDING],
  ['paused by a secure pause', paused(), SECURE],
  [
    'a secure pause that only the conversation tells',
    own({ recordingState: 'paused' }, { securePause: true }),
    SECURE,
  ],
  [
    'a secure pause that the conversation tells and the own leg denies',
    paused({ leg: { securePause: false } }),
    UNSPECIFIED,
  ],
  [
    'a secure pause that the own leg tells and the conversation denies',
    { ...paused(), securePause: false },
    UNSPECIFIED,
  ],
  [
    'on hold, a secure pause that somebody else has ended by the word of the conversation',
    { ...paused({ leg: { held: true } }), securePause: false },
    UNSPECIFIED,
  ],
  ['a secure pause on hold', paused({ leg: { held: true } }), SECURE],
  ['paused by a hold', held(), { state: 'held' }],
  ['paused without a secure pause and without a hold', held({ leg: { held: false } }), UNSPECIFIED],
  ['paused, nothing said of its kind', own({ recordingState: 'paused' }), UNSPECIFIED],
  ['paused on hold, nothing said of its kind', own({ recordingState: 'paused', held: true }), UNSPECIFIED],
  ['none', notRecording(), { state: 'not-recording' }],
  ['all fields absent', makeSnapshot(), { state: 'unknown' }],
  ['recorders paused, states absent', own({ recorders: { customer: 'paused' } }), { state: 'unknown' }],
  [
    'a snippet does not change the state',
    notRecording({ leg: { recorders: { snippet: 'active' } } }),
    { state: 'not-recording' },
  ],
  [
    'an ad hoc recording does not change the state',
    paused({ leg: { recorders: { adhoc: 'active' } } }),
    SECURE,
  ],
  ['a screen recording does not change the state', paused({ leg: { screen: 'active' } }), SECURE],
  [
    'the leg of a colleague does not change the state',
    paused({ more: [makeLeg({ participantId: 'agent-2', userId: 'colleague', recordingState: 'active' })] }),
    SECURE,
  ],
  ['transferred back, paused', transferredBack({ recordingState: 'paused', securePause: true }), SECURE],
  ['transferred back, recording', transferredBack({ recordingState: 'active' }), RECORDING],
  ['transferred back, eighth leg over as well', transferredBack({ live: false }), { state: 'ended' }],
  [
    'two own legs are live during a transfer, one records',
    paused({ more: [makeLeg({ participantId: 'agent-2', connected: false, recordingState: 'active' })] }),
    RECORDING,
  ],
  [
    'two own legs under one secure pause',
    paused({ more: [makeLeg({ participantId: 'agent-2', recordingState: 'paused', securePause: true })] }),
    { state: 'paused', kind: 'secure' },
  ],
  [
    'two own legs, the older one paused for another reason than a secure pause',
    paused({
      more: [
        makeLeg({ participantId: 'agent-2', connected: false, recordingState: 'paused', securePause: false }),
      ],
    }),
    { state: 'paused', kind: 'unspecified' },
  ],
  [
    'parked under a secure pause',
    paused({ leg: { connected: false, recorders: {} } }),
    { state: 'paused', kind: 'unspecified' },
  ],
  ['own leg over', gone(), { state: 'ended' }],
  ['only listens in', own({ listens: 'monitor', recordingState: 'active' }), { state: 'not-mine' }],
  ['coaches', own({ listens: 'coach' }), { state: 'not-mine' }],
  ['barged in', own({ listens: 'barge' }), { state: 'not-mine' }],
  ['no leg of the agent', makeSnapshot({ legs: [makeCustomer()] }), { state: 'not-mine' }],
  ['the agent in another role', own({ purpose: 'voicemail' }), { state: 'not-mine' }],
];

describe('mapping', () => {
  for (const [title, snapshot, expected] of ROWS) {
    it(`${title}: ${expected.state}`, () => {
      expect(mapSnapshot(snapshot, AGENT)).toEqual(expected);
    });
  }

  it('names the other recorders of live legs only', () => {
    const more = [
      makeLeg({ participantId: 'agent-2', userId: 'colleague', recorders: { agent: 'active' } }),
      makeLeg({
        participantId: 'agent-3',
        userId: 'colleague',
        live: false,
        recorders: { snippet: 'active' },
      }),
    ];
    const snapshot = paused({ leg: { recorders: { adhoc: 'active' }, screen: 'active' }, more });
    expect([...otherRecorders(snapshot)].toSorted()).toEqual(['adhoc', 'agent', 'screen']);
  });
});
