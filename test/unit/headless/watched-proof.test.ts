import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { PauseAnnotation } from '../../../src/genesys/wire/annotation.ts';
import type { RecordingFacts } from '../../../src/genesys/wire/recording-metadata.ts';
import type { ArchiveEvent } from '../../../src/headless/archive/archive-event.ts';
import { createArchivist } from '../../../src/headless/archive/archivist.ts';
import { openJobStore } from '../../../src/headless/archive/job-store.ts';
import { recordArchive } from '../../../src/headless/archive/record-archive.ts';
import { fakeClock } from '../../support/fake-clock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'watched-proof-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const CALL = 'call-1';
const MINUTE = 60_000;
type Answer = Result<readonly PauseAnnotation[]>;

/** A watch that follows one call, with a clock and recordings of the test's. */
function watching() {
  const clock = fakeClock();
  const found: RecordingFacts[] = [];
  const answers = new Map<string, Answer>();
  const events: ArchiveEvent[] = [];
  const asked: string[] = [];
  const begin = () => {
    const archivist = createArchivist({
      store: openJobStore(home, () => clock.wall()),
      clock,
      random: () => 0.5,
      recordings: async () => ok([...found]),
      async annotations(_call, id) {
        asked.push(id);
        return answers.get(id) ?? ok([]);
      },
      head: () => undefined,
      tell: async (event) => void events.push(event),
    });
    archivist.start();
    return archivist;
  };
  const archivist = begin();
  archivist.heard(CALL, { live: true, recorded: true });
  const since = clock.wall();
  return {
    clock,
    answers,
    asked,
    archivist,
    begin,
    proofs: () => events.flatMap((event) => (event.kind === 'proof' ? [event.proofs] : [])),
    verdicts: () =>
      events.flatMap((event) => (event.kind === 'proof' ? [event.proofs.map(({ verdict }) => verdict)] : [])),
    /** The recording of the whole call, which left out this much, ms from the first moment. */
    recorded(recordingId: string, pauses: readonly (readonly [from: number, to: number])[], more = {}) {
      found.push({
        recordingId,
        media: 'audio',
        fileState: 'AVAILABLE',
        startTime: new Date(since).toISOString(),
        endTime: new Date(clock.wall()).toISOString(),
        ...more,
      });
      answers.set(
        recordingId,
        ok(pauses.map(([from, to]) => ({ reason: 'securepause', offsetMs: from, durationMs: to - from }))),
      );
    },
    replace: (recordingId: string, fileState: string) =>
      found.splice(
        0,
        found.length,
        ...found.map((one) => (one.recordingId === recordingId ? { ...one, fileState } : one)),
      ),
    /** Seen paused from one to two minutes of three. */
    async callWithPause() {
      await clock.pass(MINUTE);
      archivist.paused(CALL, true);
      await clock.pass(MINUTE);
      archivist.paused(CALL, false);
      await clock.pass(MINUTE);
    },
  };
}

describe('a pause that a watch saw', () => {
  it('is proved once the recordings are there', async () => {
    const { clock, archivist, callWithPause, recorded, proofs } = watching();
    await callWithPause();
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()).toMatchObject([[{ verdict: 'proved', claim: { by: 'watch' } }]]);
    await clock.pass(60 * MINUTE);
    expect(proofs()).toHaveLength(1);
  });

  it('is asked once of what is whole, and judged when all is', async () => {
    const { clock, archivist, callWithPause, recorded, replace, asked, verdicts } = watching();
    await callWithPause();
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    recorded('r2', [[MINUTE, 2 * MINUTE]], { fileState: 'UPLOADING' });
    archivist.ended(CALL);
    await clock.pass(2 * 60 * MINUTE);
    expect(asked).toEqual(['r1']);
    expect(verdicts()).toEqual([]);
    replace('r2', 'AVAILABLE');
    await clock.pass(30 * MINUTE);
    expect(verdicts()).toEqual([['proved']]);
  });

  it('that is on a recording is told beside another that never gets whole', async () => {
    const { clock, archivist, callWithPause, recorded, asked, verdicts } = watching();
    await callWithPause();
    recorded('r1', []);
    recorded('r2', [], { media: 'screen', fileState: 'UPLOADING' });
    archivist.ended(CALL);
    await clock.pass(49 * 60 * MINUTE);
    expect(verdicts()).toEqual([['missing']]);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('is not called missing by one look: what Genesys tells may come a moment later', async () => {
    const { clock, archivist, callWithPause, recorded, answers, verdicts } = watching();
    await callWithPause();
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    const whole = answers.get('r1') ?? ok([]);
    answers.set('r1', ok([]));
    archivist.ended(CALL);
    await clock.pass(2_000);
    answers.set('r1', whole);
    await clock.pass(60 * MINUTE);
    expect(verdicts()).toEqual([['proved']]);
  });

  it('is told of itself while another pause of the call stays unknown', async () => {
    const { clock, archivist, recorded, answers, verdicts } = watching();
    for (const _pause of [1, 2]) {
      await clock.pass(MINUTE);
      archivist.paused(CALL, true);
      await clock.pass(MINUTE);
      archivist.paused(CALL, false);
    }
    recorded('r1', [], { endTime: new Date(clock.wall() - 2 * MINUTE).toISOString() });
    recorded('r2', [], { startTime: new Date(clock.wall() - MINUTE).toISOString() });
    answers.set('r1', failed({ kind: 'denied' }));
    answers.set('r2', failed({ kind: 'outage', status: 503 }));
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    answers.set('r2', ok([]));
    await clock.pass(5 * 60 * MINUTE);
    expect(verdicts()).toEqual([['unknown', 'unknown'], ['missing']]);
  });

  it('asks nothing of a call without a pause', async () => {
    const { clock, archivist, recorded, asked } = watching();
    recorded('r1', []);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(asked).toEqual([]);
  });

  it('is looked at again while Genesys does not show it, and said once for each that is known', async () => {
    const { clock, archivist, callWithPause, recorded, answers, verdicts } = watching();
    await callWithPause();
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    const whole = answers.get('r1') ?? ok([]);
    answers.set('r1', failed({ kind: 'denied' }));
    archivist.ended(CALL);
    await clock.pass(10 * MINUTE);
    expect(verdicts()).toEqual([['unknown']]);
    answers.set('r1', whole);
    await clock.pass(6 * 60 * MINUTE);
    expect(verdicts()).toEqual([['unknown'], ['proved']]);
  });

  it('is compared again with a recording that comes later', async () => {
    const { clock, archivist, callWithPause, recorded, verdicts } = watching();
    await callWithPause();
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    recorded('r2', [], { startTime: new Date(clock.wall() - 3 * MINUTE).toISOString() });
    await clock.pass(2 * 60 * MINUTE);
    expect(verdicts()).toEqual([['proved'], ['missing']]);
  });

  it('ends with its call', async () => {
    const { clock, archivist, recorded, proofs } = watching();
    await clock.pass(MINUTE);
    archivist.paused(CALL, true);
    await clock.pass(MINUTE);
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()[0]?.[0]?.claim).toMatchObject({ to: expect.any(Number) as number });
    expect(proofs()[0]?.[0]?.verdict).toBe('proved');
  });

  it('outlasts a watch that was killed, as one of which nobody saw the end', async () => {
    const { clock, archivist, begin, recorded, proofs } = watching();
    await clock.pass(MINUTE);
    archivist.paused(CALL, true);
    await clock.pass(MINUTE);
    await archivist.stop();
    const next = begin();
    await clock.pass(MINUTE);
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    next.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()).toMatchObject([[{ verdict: 'unknown', why: 'unseen' }]]);
  });

  it('ends for a proof when it was proven last', async () => {
    const { clock, archivist, recorded, verdicts } = watching();
    await clock.pass(MINUTE);
    archivist.paused(CALL, true);
    await clock.pass(2 * MINUTE);
    archivist.paused(CALL, false, { until: clock.wall() - MINUTE });
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(verdicts()).toEqual([['proved']]);
  });

  it('knows the agent who was on the call when it began', async () => {
    const { clock, archivist, recorded, proofs } = watching();
    archivist.paused(CALL, true, { until: clock.wall(), userId: 'agent-1' });
    await clock.pass(MINUTE);
    archivist.paused(CALL, false, { until: clock.wall(), userId: 'agent-2' });
    recorded('r1', [[0, MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()[0]?.map(({ claim }) => claim.userId)).toEqual(['agent-1']);
  });

  it('stands in the audit log with its time, its recording and a code of its own', async () => {
    const { clock, archivist, callWithPause, recorded, proofs } = watching();
    await callWithPause();
    recorded('r1', []);
    const endedAt = clock.wall();
    archivist.ended(CALL);
    await clock.pass(60 * MINUTE);
    const entries: AuditFacts[] = [];
    const entryIds = await recordArchive(
      { kind: 'proof', conversationId: CALL, proofs: proofs()[0] ?? [] },
      { append: async (facts) => (entries.push(facts), ok(undefined)) },
      { about: { app: '1.0.0' }, ids: { next: () => 'entry-1' }, wall: () => clock.wall() },
    );
    expect(entryIds).toEqual(['entry-1']);
    expect(entries).toMatchObject([
      {
        action: 'proof',
        phase: 'failed',
        failure: 'REC-MISSING',
        recordingId: 'r1',
        from: new Date(endedAt - 2 * MINUTE).toISOString(),
        to: new Date(endedAt - MINUTE).toISOString(),
        end: 'seen',
        source: 'watch',
        recorded: `${new Date(endedAt - 2 * MINUTE).toISOString()}/${new Date(endedAt - MINUTE).toISOString()}`,
      },
    ]);
  });
});

describe('a pause during which the clock was set back, by more than it had lasted', () => {
  it('is unknown, and not forgotten', async () => {
    const { clock, archivist, recorded, verdicts } = watching();
    await clock.pass(MINUTE);
    archivist.paused(CALL, true);
    await clock.pass(10_000);
    clock.setWall(clock.wall() - MINUTE);
    archivist.paused(CALL, false);
    await clock.pass(MINUTE);
    recorded('r1', []);
    archivist.ended(CALL);
    await clock.pass(49 * 60 * MINUTE);
    expect(verdicts()).toEqual([['unknown']]);
  });
});

describe('a pause that nobody was seen to make', () => {
  it('is named once, whichever recordings tell of it', async () => {
    const { clock, archivist, recorded, asked, proofs } = watching();
    await clock.pass(3 * MINUTE);
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    recorded('r2', [[MINUTE + 40, 2 * MINUTE - 40]]);
    await clock.pass(49 * 60 * MINUTE);
    expect(proofs()).toMatchObject([
      [{ verdict: 'unexplained', claim: { by: 'recording' }, recordings: [{ recordingId: 'r1' }] }],
    ]);
    // Each recording is asked of when it has come, and all of them once another one has, and at the end.
    expect(asked).toEqual(['r1', 'r1', 'r2', 'r1', 'r2']);
  });

  it('is claimed by what a panel writes on the call after its end', async () => {
    const { clock, archivist, recorded, proofs } = watching();
    const begun = clock.wall();
    await clock.pass(3 * MINUTE);
    recorded('r1', [[MINUTE + 20_000, 2 * MINUTE]]);
    archivist.ended(CALL);
    const mark = (seq: number, action: string, minute: number): [string, string] => [
      `rc1.aaaaaaaa.${seq}`,
      `1;${action};policy;confirmed;${new Date(begun + minute * MINUTE).toISOString()};;aaaaaaaa-1:${seq}:${'a'.repeat(64)}`,
    ];
    archivist.heard(CALL, { marks: Object.fromEntries([mark(1, 'pause', 1), mark(2, 'resume', 2)]) });
    await clock.pass(30 * MINUTE);
    expect(proofs()).toMatchObject([[{ verdict: 'late', claim: { by: 'attribute' } }]]);
  });

  it('is named in the end where Genesys tells of it later than of the recording', async () => {
    const { clock, archivist, recorded, answers, verdicts } = watching();
    await clock.pass(3 * MINUTE);
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    const whole = answers.get('r1') ?? ok([]);
    answers.set('r1', ok([]));
    archivist.ended(CALL);
    await clock.pass(30 * MINUTE);
    answers.set('r1', whole);
    expect(verdicts()).toEqual([]);
    await clock.pass(49 * 60 * MINUTE);
    expect(verdicts()).toEqual([['unexplained']]);
  });

  it('is found beside one that was seen, and not where that one may have gone on', async () => {
    const { clock, archivist, callWithPause, recorded, verdicts } = watching();
    await callWithPause();
    await clock.pass(MINUTE);
    recorded('r1', [
      [MINUTE, 2 * MINUTE + 2_000],
      [2 * MINUTE + 2_500, 2 * MINUTE + 2_900],
      [3 * MINUTE, 4 * MINUTE],
    ]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(verdicts()).toEqual([['proved', 'unexplained']]);
  });

  it.each([
    [{ kind: 'outage', status: 503 }, 2],
    [{ kind: 'denied' }, 1],
  ] as const)(
    'is looked for again where Genesys did not answer, and not where it refuses: %j',
    async (failure, times) => {
      const { clock, archivist, recorded, answers, asked, verdicts } = watching();
      await clock.pass(3 * MINUTE);
      recorded('r1', [[MINUTE, 2 * MINUTE]]);
      const whole = answers.get('r1') ?? ok([]);
      answers.set('r1', failed(failure));
      archivist.ended(CALL);
      await clock.pass(2_000);
      answers.set('r1', whole);
      await clock.pass(60 * MINUTE);
      expect(asked).toHaveLength(times);
      expect(verdicts()).toEqual(times === 2 ? [['unexplained']] : []);
    },
  );
});

describe('a pause that was not seen, and that something tells of', () => {
  const mark = (seq: number, action: 'pause' | 'resume', at: number) => ({
    [`rc1.aaaaaaaa.${seq}`]: `1;${action};policy;confirmed;${new Date(at).toISOString()};;aaaaaaaa-1:${seq}:${'a'.repeat(64)}`,
  });

  it('is proved by the word of one event or of an attribute', async () => {
    const { clock, archivist, recorded, proofs } = watching();
    const since = clock.wall();
    await clock.pass(MINUTE);
    const pause = { from: since + 20_000, to: since + 40_000, by: 'event' as const };
    archivist.heard(CALL, { pause });
    await clock.pass(2 * MINUTE);
    const marks = { ...mark(1, 'pause', since + MINUTE), ...mark(2, 'resume', since + 2 * MINUTE) };
    archivist.heard(CALL, { marks });
    archivist.heard(CALL, { marks: { ...marks, someone: 'else' } });
    recorded('r1', [
      [20_000, 40_000],
      [MINUTE, 2 * MINUTE],
    ]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()).toMatchObject([
      [
        { verdict: 'proved', claim: { by: 'event' } },
        { verdict: 'proved', claim: { by: 'attribute', end: 'seen' } },
      ],
    ]);
  });

  it('is one with the pause that was seen at that time', async () => {
    const { clock, archivist, callWithPause, recorded, proofs } = watching();
    const since = clock.wall();
    await callWithPause();
    archivist.heard(CALL, {
      marks: { ...mark(1, 'pause', since + MINUTE - 500), ...mark(2, 'resume', since + 2 * MINUTE + 900) },
    });
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    await clock.pass(MINUTE);
    expect(proofs()).toMatchObject([[{ verdict: 'proved', claim: { by: 'watch' } }]]);
    expect(proofs()[0]).toHaveLength(1);
  });

  it('tells nothing more of a call that is over, and nothing within a pause that is seen', async () => {
    const { clock, archivist, recorded, proofs } = watching();
    await clock.pass(MINUTE);
    archivist.paused(CALL, true);
    archivist.heard(CALL, { pause: { from: clock.wall() - 5_000, to: clock.wall(), by: 'event' } });
    await clock.pass(MINUTE);
    recorded('r1', [[MINUTE, 2 * MINUTE]]);
    archivist.ended(CALL);
    archivist.heard(CALL, { pause: { from: clock.wall() - 5_000, to: clock.wall(), by: 'event' } });
    await clock.pass(MINUTE);
    expect(proofs()).toMatchObject([[{ claim: { by: 'watch', end: 'call' } }]]);
    expect(proofs()[0]).toHaveLength(1);
  });
});
