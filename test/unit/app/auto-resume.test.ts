import { describe, expect, it } from 'vitest';
import { createAutoResumes } from '../../../src/app/auto-resume.ts';
import type { Journal } from '../../../src/app/ports.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import { CONVERSATION, makePolicy, paused, recording } from '../../support/builders.ts';
import { fakeSession, type FakeSession, type FakeSessionOptions } from '../../support/session-fakes.ts';

const HERE = { leg: { held: false } };
const RULES = { maxSeconds: 20, warnAfterSeconds: 10, extendSeconds: 20, maxExtensions: 1 };
type Newest = NonNullable<Journal['recentRequest']>;

interface Options extends FakeSessionOptions {
  readonly autoResume?: boolean;
  /** Another page has the turn, or the browser gives none. */
  readonly isRefused?: boolean;
  /** The journal takes so long for what nobody has pressed. */
  readonly written?: Promise<void>;
}

/** A recorded call that the agent has just paused, in a panel whose journal has that as the newest request. */
async function pausedCall({ autoResume = true, isRefused = false, written, ...options }: Options = {}) {
  const turns: string[] = [];
  let loads = 0;
  const asked: AuditFacts[] = [];
  const own: Newest = () => {
    const { wishId } = asked.findLast(({ phase }) => phase === 'requested') ?? {};
    return Promise.resolve(
      ok(wishId === undefined ? undefined : { wishId, action: 'pause', isOwnPage: true, agoMs: 0 }),
    );
  };
  const fake = fakeSession({
    policyFor: () => ({ ...makePolicy({ ...RULES, autoResume }), startStop: 'off' as const }),
    async append(facts) {
      asked.push(facts);
      if (facts.trigger === 'auto-resume') await written;
      return ok(undefined);
    },
    recentRequest: own,
    async loadAutoResumes() {
      loads += 1;
      return (deps) =>
        createAutoResumes({
          ...deps,
          async takeTurn(name) {
            turns.push(`take ${name}`);
            return isRefused ? undefined : () => void turns.push('give back');
          },
        });
    },
    ...options,
  });
  await fake.settleOn(recording(HERE));
  await pause(fake);
  return { fake, turns, loads: () => loads };
}

async function pause(fake: FakeSession): Promise<void> {
  fake.session.ask(CONVERSATION, 'pause', 'agent');
  await fake.commands[0]?.answer(ok(undefined));
  fake.event(paused(HERE));
  await fake.clock.pass(1_000);
  await fake.read(paused(HERE));
}

/** Second by second, with a heartbeat every ten, a read that is answered, and a countdown that is seen where it is shown. */
async function pass(fake: FakeSession, seconds: number, isSeen = true): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    await fake.clock.pass(1_000);
    if (left % 10 === 0) fake.report({ kind: 'frame' });
    while (fake.reads.length > 0) await fake.read(paused(HERE));
    const coming = limit(fake)?.coming;
    if (isSeen && typeof coming === 'object' && coming.at - fake.clock.now() <= 12_000)
      fake.session.countdownSeen(CONVERSATION);
    await fake.clock.pass(0);
    while (fake.reads.length > 0) await fake.read(paused(HERE));
  }
}
const view = (fake: FakeSession) => fake.session.conversations.value[0]!;
const limit = (fake: FakeSession) => view(fake).limit;
const alarms = (fake: FakeSession) => view(fake).alarms.map(({ kind }) => kind);
const sent = (fake: FakeSession) => fake.asked.filter((one) => one.startsWith('send'));
const RESUMED = ['send paused own', 'send active own'];

describe('a pause that ends by itself', () => {
  it('is resumed at its limit by one command, told to the journal as such, and said aloud until it is read', async () => {
    const { fake, turns } = await pausedCall();
    await pass(fake, 19);
    expect(sent(fake)).toHaveLength(1);
    expect(turns).toEqual([`take auto-resume.${CONVERSATION}`]);
    await pass(fake, 1);
    expect(sent(fake)).toEqual(RESUMED);
    expect(alarms(fake)).toEqual([]);
    await fake.commands[0]?.answer(ok(undefined));
    await fake.clock.pass(1_000);
    await fake.read(recording(HERE));
    expect(view(fake).state).toBe('recording');
    expect(alarms(fake)).toEqual(['resumed-automatically']);
    expect(turns.at(-1)).toBe('give back');
    expect(fake.appended.filter(({ trigger }) => trigger === 'auto-resume')).toMatchObject(
      ['requested', 'accepted', 'confirmed'].map((phase) => ({ action: 'resume', target: 'policy', phase })),
    );
    fake.session.settle(CONVERSATION);
    expect(alarms(fake)).toEqual([]);
  });

  it('tells from the warning on when it comes, which is more than 10 s before the end', async () => {
    const { fake } = await pausedCall({
      policyFor: () => ({
        ...makePolicy({ ...RULES, warnAfterSeconds: 19, autoResume: true }),
        startStop: 'off',
      }),
    });
    await pass(fake, 7);
    expect(limit(fake)).toBeUndefined();
    await pass(fake, 2);
    expect(limit(fake)).toMatchObject({ isOver: false, coming: { at: limit(fake)?.endsAt } });
  });

  it('asks for nothing, shows nothing and loads nothing where it is not switched on', async () => {
    const { fake, turns, loads } = await pausedCall({ autoResume: false });
    await pass(fake, 19);
    expect(limit(fake)).not.toHaveProperty('coming');
    await pass(fake, 30);
    expect(loads()).toBe(0);
    expect(turns).toEqual([]);
    expect(sent(fake)).toHaveLength(1);
    expect(alarms(fake)).toEqual(['over-limit']);
  });

  it.each<[why: string, options: Options]>([
    ['another page has the turn', { isRefused: true }],
    ['the journal cannot tell', { recentRequest: () => Promise.resolve(failed({ kind: 'storage' })) }],
    ['the journal never answers', { recentRequest: () => new Promise(() => {}) }],
    [
      'the agent has pressed Pause in another page since',
      {
        recentRequest: () =>
          Promise.resolve(ok({ wishId: 'other', action: 'pause', isOwnPage: false, agoMs: 5_000 })),
      },
    ],
    ['its file does not come', { loadAutoResumes: () => Promise.reject(new Error('No such file.')) }],
  ])('stays paused, with the alarm of its limit, where %s', async (_why, options) => {
    const { fake, turns } = await pausedCall(options);
    await pass(fake, 40);
    expect(sent(fake)).toHaveLength(1);
    expect(alarms(fake)).toEqual(['over-limit']);
    expect(limit(fake)).not.toHaveProperty('coming');
    expect(turns.filter((one) => one === 'give back')).toHaveLength(
      turns.length === 0 || options.isRefused ? 0 : 1,
    );
  });

  it('alarms that it is over its limit where nobody sees the countdown, and resumes once it was seen for 10 s', async () => {
    const { fake } = await pausedCall();
    await pass(fake, 30, false);
    expect(alarms(fake)).toEqual(['over-limit']);
    await pass(fake, 10);
    expect(sent(fake)).toHaveLength(1);
    await pass(fake, 1);
    expect(sent(fake)).toEqual(RESUMED);
  });

  it('alarms as soon as the countdown is not seen any more, in its last moment', async () => {
    const { fake } = await pausedCall();
    await pass(fake, 19);
    await pass(fake, 4, false);
    expect(alarms(fake)).toEqual(['over-limit']);
    expect(sent(fake)).toHaveLength(1);
  });

  it('is not tried again by itself when it fails: the alarms say so', async () => {
    const { fake, turns } = await pausedCall();
    await pass(fake, 20);
    await fake.commands[0]?.answer(failed({ kind: 'outage', status: 503 }));
    await fake.clock.pass(1_500);
    await pass(fake, 60);
    expect(sent(fake)).toEqual(RESUMED);
    expect(alarms(fake)).toEqual(['over-limit', 'failed']);
    expect(turns.at(-1)).toBe('give back');
  });

  it('asks for its file again when it does not come, and ends the pause all the same', async () => {
    let asked = 0;
    const { fake } = await pausedCall({
      async loadAutoResumes() {
        asked += 1;
        if (asked === 1) throw new Error('No such file.');
        return (deps) => createAutoResumes({ ...deps, takeTurn: async () => () => {} });
      },
    });
    await pass(fake, 9);
    expect(asked).toBe(1);
    await pass(fake, 2);
    expect(asked).toBe(2);
    await pass(fake, 12);
    expect(sent(fake)).toEqual(RESUMED);
  });

  it('is stopped by a press on Pause, in the last second as well', async () => {
    const { fake } = await pausedCall();
    await pass(fake, 19);
    await pause(fake);
    await pass(fake, 19);
    expect(sent(fake)).toEqual(['send paused own', 'send paused own']);
    await pass(fake, 1);
    expect(sent(fake)).toHaveLength(3);
  });

  it.each<[what: string, happens: (fake: FakeSession) => void]>([
    ['the agent takes more time', (fake) => fake.session.extend(CONVERSATION)],
    ['the call is put on hold', (fake) => fake.event(paused({ leg: { held: true } }))],
  ])('is not resumed any more where %s while the journal writes', async (_what, happens) => {
    let written = () => {};
    const { fake } = await pausedCall({ written: new Promise((resolve) => (written = resolve)) });
    await pass(fake, 20);
    expect(view(fake).pending).toBe('resume');
    happens(fake);
    await fake.clock.pass(0);
    written();
    await fake.clock.pass(100);
    expect(sent(fake)).toEqual(['send paused own']);
    expect(view(fake).pending).toBeUndefined();
    expect(fake.appended.findLast(({ trigger }) => trigger === 'auto-resume')).toMatchObject({
      phase: 'superseded',
    });
  });

  it('gives its turn back and stays paused when the panel is closed', async () => {
    const { fake, turns } = await pausedCall();
    await pass(fake, 19);
    fake.session.close();
    expect(turns.at(-1)).toBe('give back');
    await pass(fake, 5);
    expect(sent(fake)).toHaveLength(1);
  });
});
