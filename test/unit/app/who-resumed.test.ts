import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../src/app/ports.ts';
import { failed, ok, type Result } from '../../../src/domain/result.ts';
import type { RecentRequest } from '../../../src/domain/safe-lost.ts';
import { AGENT, CONVERSATION, paused, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeSession, type FakeSession } from '../../support/session-fakes.ts';

type Answer = Result<RecentRequest | undefined>;
const RESUME: RecentRequest = { wishId: 'elsewhere-1', action: 'resume', isOwnPage: false, agoMs: 900 };

/** A journal that is asked and answers when the test says so. */
function journal() {
  const asked: string[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  const recentRequest: NonNullable<Journal['recentRequest']> = (conversationId, userId) => {
    asked.push(`${conversationId} ${userId}`);
    return new Promise<Answer>((resolve) => waiting.push(resolve));
  };
  return {
    asked,
    recentRequest,
    async answer(answer: Answer) {
      for (const resolve of waiting.splice(0)) resolve(answer);
      await settle();
    },
  };
}

const alarms = (fake: FakeSession) => fake.session.conversations.value[0]!.alarms.map(({ kind }) => kind);

async function safe(recentRequest?: NonNullable<Journal['recentRequest']>): Promise<FakeSession> {
  const fake = fakeSession(recentRequest && { recentRequest });
  await fake.settleOn(paused());
  expect(fake.session.conversations.value[0]!.safe).toBe(true);
  return fake;
}

async function proveRecording(fake: FakeSession): Promise<void> {
  for (let pass = 0; pass < 8; pass += 1) {
    if (fake.reads.length > 0) await fake.read(recording());
    await fake.clock.pass(1_000);
  }
  expect(fake.session.conversations.value[0]!.state).toBe('recording');
}

describe('a resume that was not asked for in this panel', () => {
  it('is an alarm in the step of the event; the journal is asked about this user and this call, then and at the beginning', async () => {
    const { asked, recentRequest } = journal();
    const fake = await safe(recentRequest);
    const mine = `${CONVERSATION} ${AGENT}`;
    expect(asked).toEqual([mine]);
    fake.event(recording());
    expect(alarms(fake)).toEqual(['cannot-confirm']);
    expect(asked).toEqual([mine, mine]);
  });

  it('is called the agent’s own from the beginning when the journal has it', async () => {
    const { recentRequest, answer } = journal();
    const fake = await safe(recentRequest);
    const alarmsShown = new Set<string>();
    fake.session.conversations.subscribe(() => alarms(fake).forEach((kind) => alarmsShown.add(kind)));
    fake.event(recording());
    await answer(ok(RESUME));
    await proveRecording(fake);
    expect([...alarmsShown]).toEqual(['cannot-confirm', 'resumed-in-another-window']);
  });

  it('is somebody else’s while the journal is slow, and the same alarm gets other words when it answers', async () => {
    const { recentRequest, answer } = journal();
    const fake = await safe(recentRequest);
    fake.event(recording());
    await proveRecording(fake);
    expect(alarms(fake)).toEqual(['resumed-by-someone-else']);
    await answer(ok(RESUME));
    expect(alarms(fake)).toEqual(['resumed-in-another-window']);
  });

  it('stays somebody else’s when the journal refuses, knows of nothing, or is nobody’s to share', async () => {
    for (const found of [failed({ kind: 'storage' }), ok(undefined)]) {
      const { recentRequest, answer } = journal();
      const fake = await safe(recentRequest);
      fake.event(recording());
      await answer(found);
      await proveRecording(fake);
      await answer(found);
      expect(alarms(fake)).toEqual(['resumed-by-someone-else']);
    }
    const alone = await safe();
    alone.event(recording());
    await proveRecording(alone);
    expect(alarms(alone)).toEqual(['resumed-by-someone-else']);
  });

  it('is asked for again, ever more rarely, while the journal cannot tell and a request could still stand', async () => {
    const { asked, recentRequest, answer } = journal();
    const fake = fakeSession({ recentRequest });
    const counts: number[] = [];
    for (let half = 0; half < 140; half += 1) {
      await answer(failed({ kind: 'storage' }));
      await fake.clock.pass(500);
      counts.push(asked.length);
    }
    expect([counts[0], counts[2], counts[30], counts.at(-1)]).toEqual([2, 3, 6, 7]);
  });

  it('gets its right words when the journal can be asked again', async () => {
    const { recentRequest, answer } = journal();
    const fake = await safe(recentRequest);
    fake.event(recording());
    await answer(failed({ kind: 'storage' }));
    await proveRecording(fake);
    await answer(ok(RESUME));
    expect(alarms(fake)).toEqual(['resumed-in-another-window']);
  });

  it('changes nothing that the agent has settled before the journal answers', async () => {
    const { recentRequest, answer } = journal();
    const fake = await safe(recentRequest);
    fake.event(recording());
    await proveRecording(fake);
    fake.session.settle(CONVERSATION);
    await answer(ok(RESUME));
    expect(alarms(fake)).toEqual([]);
  });
});

describe('a resume that was asked for in another page while this one heard nothing', () => {
  it.each([
    [
      'was frozen',
      ({ session }: FakeSession) => session.freeze(),
      ({ session }: FakeSession) => session.thaw(),
    ],
    ['was frozen without a word', () => {}, ({ session }: FakeSession) => session.thaw()],
    [
      'was signed out',
      ({ session }: FakeSession) => session.signOut(),
      ({ session }: FakeSession) => session.signIn(),
    ],
  ] as const)('keeps safe from being said after this page %s', async (_title, leave, comeBack) => {
    const { asked, recentRequest, answer } = journal();
    const fake = await safe(recentRequest);
    await answer(ok(undefined));
    leave(fake);
    await fake.clock.pass(900);
    await answer(ok(undefined));
    const before = asked.length;
    comeBack(fake);
    expect(asked.length).toBeGreaterThan(before);
    await answer(ok(RESUME));
    await fake.settleOn(paused());
    expect(fake.session.conversations.value[0]!.safe).toBe(false);
    fake.event(recording());
    await proveRecording(fake);
    expect(alarms(fake)).not.toContain('resumed-by-someone-else');
  });
});

describe('a resume that this page had asked for before it was loaded anew', () => {
  /** The panel begins while the platform still shows the pause. */
  async function reloaded(request: RecentRequest): Promise<FakeSession> {
    const fake = fakeSession({ recentRequest: () => Promise.resolve(ok(request)) });
    await settle();
    await fake.settleOn(paused());
    return fake;
  }
  const shown = (fake: FakeSession) => fake.session.conversations.value[0]!;

  it('keeps safe from being said until it is 30 s old, and is blamed on nobody when it takes effect', async () => {
    const fake = await reloaded(RESUME);
    expect(shown(fake).safe).toBe(false);
    fake.event(recording());
    await proveRecording(fake);
    expect(shown(fake)).toMatchObject({ state: 'recording', alarms: [] });
  });

  it('no longer stands once a read shows its effect: a Pause after that is confirmed', async () => {
    const fake = await reloaded({ ...RESUME, ended: { phase: 'unconfirmed', agoMs: 0 } });
    await proveRecording(fake);
    fake.event(paused());
    await fake.clock.pass(1_000);
    await fake.read(paused());
    expect(shown(fake)).toMatchObject({ state: 'paused', safe: true });
  });

  it('is over when no sending of it can be younger than 30 s: the call is read, and safe is said', async () => {
    const fake = await reloaded(RESUME);
    for (let second = 0; second < 43; second += 1) {
      if (second === 20) fake.report({ kind: 'frame' });
      if (fake.reads.length > 0) await fake.read(paused());
      await fake.clock.pass(1_000);
      if (second < 38) expect(shown(fake).safe).toBe(false);
    }
    expect(shown(fake)).toMatchObject({ state: 'paused', safe: true });
  });
});
