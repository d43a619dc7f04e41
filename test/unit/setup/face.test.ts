import { describe, expect, it } from 'vitest';
import type { SignInOutcome } from '../../../src/app/ports.ts';
import { failed, ok } from '../../../src/domain/result.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Rest } from '../../../src/genesys/http/rest.ts';
import { DEFAULT_OPTIONS } from '../../../src/installer/options.ts';
import { recordsIn } from '../../../src/setup/records.ts';
import { createSetupFace } from '../../../src/setup/face.ts';
import type { InstallTask, SetupView } from '../../../src/setup/view.ts';
import { silentLog } from '../../support/browser-fakes.ts';
import { AGENT, CONVERSATION, recording } from '../../support/builders.ts';
import { settle } from '../../support/fake-clock.ts';
import { GOOD_FACTS } from './facts.ts';

interface Fakes {
  readonly outcome?: SignInOutcome;
  readonly call?: Snapshot;
  readonly leaveFor?: (task: InstallTask) => void;
  readonly baseUrl?: string;
  readonly isConfigOther?: boolean;
}

/** A platform that refuses everything: what the page asks of it is not what these tests are about. */
const refusing = { ask: async () => failed({ kind: 'denied' }) } as unknown as Rest;

function open({
  outcome = { kind: 'signed-in', expiresAt: 0, settled: true },
  call,
  leaveFor,
  baseUrl,
  isConfigOther = false,
}: Fakes = {}) {
  let signedOut = () => {};
  const entries: string[] = [];
  const face = createSetupFace({
    rest: refusing,
    log: silentLog,
    signIn: {
      begin: async () => outcome,
      again: async () => (entries.push('again'), outcome),
      renew: async () => outcome,
      signedInAs: () => {},
      forget: () => void entries.push('forget'),
      onSignedOut: (run: () => void) => void (signedOut = run),
      onSiblingSignedIn: () => {},
      close: () => {},
    } as never,
    findOut: async (popup) => ({ ...GOOD_FACTS, popup }),
    isConfigOther: async () => isConfigOther,
    loadAnew: () => void entries.push('load anew'),
    testCall: async () =>
      call && {
        userId: AGENT,
        conversationId: CONVERSATION,
        clock: { after: (_ms, run) => (queueMicrotask(run), () => {}) },
        api: {
          readCall: async () => ok(call),
          setRecording: async () => ok(undefined),
          setCapture: async () => ok(undefined),
        } as never,
      },
    saveLog: async () => {},
    logFacts: async () => ({ beside: 0 }),
    save: () => {},
    openPopup: () => true,
    leaveFor,
    versions: GOOD_FACTS.versions,
    install: { ...DEFAULT_OPTIONS, baseUrl: baseUrl ?? 'https://rc.example' },
    place: {},
    servedConfig: async () => undefined,
    records: recordsIn(() => ({ getItem: () => null, setItem: () => {} })),
    wait: async () => {},
  });
  const ready = () => {
    const view = face.view.value;
    if (view.phase !== 'ready') throw new Error(`The page is not ready but ${view.phase}.`);
    return view;
  };
  return { face, ready, entries, signOut: () => signedOut() };
}

const phase = (view: SetupView) => view.phase;

describe('the setup face', () => {
  it('shows the lines once somebody is signed in, and signs in anew to check again', async () => {
    const { face, ready, entries } = open();
    await face.begin(undefined);
    expect(ready().lines.every(({ state }) => state === 'ok' || state === 'unknown')).toBe(true);
    face.actions.checkAgain();
    await settle();
    expect(entries).toEqual(['again']);
    expect(phase(face.view.value)).toBe('ready');
  });

  it('loads anew to check again where another config.json is served by now', async () => {
    const { face, entries } = open({ isConfigOther: true });
    await face.begin(undefined);
    face.actions.checkAgain();
    await settle();
    expect(entries).toEqual(['load anew']);
  });

  it('says who is signed in, and lets somebody else sign in', async () => {
    const { face, ready, entries } = open();
    await face.begin(undefined);
    expect(ready().user).toBe('Ada Lind');
    face.actions.notMe();
    await settle();
    expect(entries).toEqual(['forget', 'again']);
  });

  it('keeps its lines when the sign-in ends', async () => {
    const { face, ready, signOut } = open();
    await face.begin(undefined);
    const { lines } = ready();
    signOut();
    expect(face.view.value).toEqual({ phase: 'signed-out', lines });
  });

  it('has a line for the sign-in that does not work', async () => {
    const { face } = open({ outcome: { kind: 'problem', problem: { kind: 'sign-in-down' } } });
    await face.begin(undefined);
    expect(face.view.value).toMatchObject({
      phase: 'problem',
      lines: [{ id: 'sign-in', state: 'missing' }, { id: 'versions' }],
    });
  });

  it('learns by a click whether a popup opens', async () => {
    const { face, ready } = open();
    await face.begin(undefined);
    const popup = () => ready().lines.find(({ id }) => id === 'popup')?.state;
    expect(popup()).toBe('unknown');
    face.actions.tryPopup();
    expect(popup()).toBe('ok');
  });

  it('leaves for the sign-in of the admin before it plans, and plans when it is back', async () => {
    const left: InstallTask[] = [];
    const before = open({ leaveFor: (task) => left.push(task) });
    await before.face.begin(undefined);
    before.face.actions.plan('undo');
    expect(left).toEqual(['undo']);
    expect(before.ready().install.phase).toBe('idle');

    const { face, ready } = open();
    await face.begin('undo');
    expect(ready().install).toMatchObject({
      phase: 'stopped',
      steps: [expect.stringContaining('(REC-403)')],
    });
  });

  it('refuses an address that other people share', async () => {
    const { face, ready } = open({ baseUrl: 'https://someone.github.io/rc' });
    await face.begin('install');
    expect(ready().install).toMatchObject({ phase: 'stopped', steps: [expect.stringContaining('own')] });
  });
});

describe('the commissioning check on the page', () => {
  it('wants exactly one call', async () => {
    const { face, ready } = open();
    await face.begin(undefined);
    face.actions.commission();
    await settle();
    expect(ready().commission).toEqual({ phase: 'no-call' });
  });

  it('asks the person, goes on with each answer, and ends with what differs', async () => {
    // A platform on which nothing that is asked for ever happens.
    const { face, ready } = open({ call: recording() });
    await face.begin(undefined);
    face.actions.commission();
    const asked: string[] = [];
    await expect
      .poll(
        () => {
          const { commission } = ready();
          if (commission.phase === 'running' && commission.ask) {
            asked.push(commission.ask);
            face.actions.answer(asked.length === 1);
          }
          return commission.phase;
        },
        { interval: 1 },
      )
      .toBe('over');
    expect(asked).toEqual(['hold', 'unhold', 'transfer']);
    const { commission } = ready();
    if (commission.phase !== 'over') throw new Error('It is over.');
    const verdicts = Object.fromEntries(commission.findings.map(({ key, verdict }) => [key, verdict]));
    expect(verdicts).toMatchObject({ recording: 'as-assumed', pause: 'differs', hold: 'differs' });
    expect(verdicts).not.toHaveProperty('unhold-paused');
    expect(JSON.parse(commission.differences)).toMatchObject({ v: 1, app: GOOD_FACTS.versions.app });
    expect(commission.differences).not.toContain('as-assumed');
  });
});
