// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Past } from '../../../src/app/past.ts';
import type { Seen, SeenPast, SeenSample } from '../../../src/app/timeline/seen.ts';
import type { ConversationView, Standings } from '../../../src/app/view.ts';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import type { ToldProof } from '../../../src/proof/left-out.ts';
import type { DetailsPart, ProofCall } from '../../../src/ui/agent/Details.tsx';
import { seenPast } from '../../../src/app/timeline/seen.ts';
import { DetailsBody } from '../../../src/ui/details/DetailsBody.tsx';
import { pausedBy, pausedSince } from '../../../src/ui/details/marked-pause.tsx';
import { WhyPaused } from '../../../src/ui/details/WhyPaused.tsx';
import { makeFacts } from '../../support/audit-facts.ts';
import { settle } from '../../support/fake-clock.ts';
import { openDetails } from '../../support/open-details.ts';
import { cleanUp, show } from './show.ts';
import { CALL_ID, NOW, makeCall, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

const PART: DetailsPart = {
  Body: DetailsBody,
  Why: WhyPaused,
  PausedBy: pausedBy(async () => []),
  PausedSince: pausedSince(async () => []),
  seenPast,
  readLog: async () => [],
  followProof: () => () => {},
  saveLog: async () => {},
};

/** The panel of one call, with a file of the details that comes, or does not, when the test says so. */
function showWithout() {
  const loads: { come: (part: DetailsPart) => void; fail: () => void }[] = [];
  const panel = show(
    ready(makeCall()),
    undefined,
    {},
    {
      loadDetails: () =>
        new Promise<DetailsPart>((resolve, reject) => {
          loads.push({ come: resolve, fail: () => reject(new Error('No such file.')) });
        }),
    },
  );
  return { ...panel, loads };
}

it('loads what stands below its summary on the first opening, and once', async () => {
  const { root, ui, loads } = showWithout();
  expect(ui.getByText('Details').tagName).toBe('SUMMARY');
  await settle();
  expect(loads).toHaveLength(0);
  const details = await openDetails(root);
  expect(details.textContent).toContain('Loading…');
  loads[0]?.come(PART);
  await settle();
  expect(details.textContent).not.toContain('Loading…');
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  details.open = false;
  await settle();
  details.open = true;
  await settle();
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  expect(loads).toHaveLength(1);
});

it('says in words that it does not come, leaves the call alone, and asks again when it is opened again', async () => {
  const { root, view, ui, actions, loads, bugs } = showWithout();
  const details = await openDetails(root);
  loads[0]?.fail();
  await settle();
  expect(details.textContent).toContain('Details cannot be loaded. Everything else works.');
  ui.getByRole('button', { name: 'Pause recording' }).click();
  view.value = ready(makeSafeCall());
  expect(ui.getByRole('status').textContent).toContain('Safe to take details');
  expect(actions.asked).toEqual([`pause ${CALL_ID}`]);
  expect(ui.getByRole('button', { name: 'Forget sign-in', hidden: true })).toBeTruthy();
  details.open = false;
  await settle();
  details.open = true;
  await settle();
  loads[1]?.come(PART);
  await settle();
  expect(details.textContent).toContain(CALL_ID.slice(0, 8));
  expect(bugs).toEqual([]);
});

it('contains a failure of what it has loaded, and tells of it', async () => {
  const { root, ui, loads, bugs } = showWithout();
  const details = await openDetails(root);
  loads[0]?.come({
    ...PART,
    Body() {
      throw new Error('Broken.');
    },
  });
  await settle();
  expect(details.textContent).toContain('Details cannot be loaded.');
  expect(ui.getByRole('region').dataset['recordingState']).toBe('recording');
  expect(bugs).toHaveLength(1);
});

const seen = (minute: number, state: Seen['state']): SeenSample => ({
  at: NOW + minute * 60_000,
  seen: {
    state,
    by: 'read',
    isRinging: false,
    isLost: false,
    beside: [],
    agents: 0,
    connectedAt: NOW,
    isHoldRecorded: false,
  },
});
const past = (samples: readonly SeenSample[]): SeenPast => ({
  samples,
  facts: [],
  userId: 'user-1',
  now: NOW,
  isPlatformTime: true,
});

const NOTHING: Past = {
  samples: [],
  facts: [],
  userId: 'user-1',
  wall: NOW,
  platformNow: NOW,
  permissions: new Set(),
  keep: () => () => {},
};

/** The lines that *Copy* puts into the clipboard. */
async function copied(ui: ReturnType<typeof show>['ui']): Promise<readonly string[]> {
  let written = '';
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void (written = text) } });
  ui.getByRole('button', { name: 'Copy' }).click();
  await settle();
  vi.unstubAllGlobals();
  return written.split('\n');
}

it('shows the last twenty entries of what happened, and copies all of them', async () => {
  const samples = Array.from({ length: 25 }, (_, n) => seen(n, n % 2 ? 'held' : 'recording'));
  const { root, ui } = show(
    ready(makeCall()),
    undefined,
    {},
    {
      past: () => NOTHING,
      loadDetails: async () => ({ ...PART, seenPast: () => past(samples) }),
    },
  );
  const details = await openDetails(root);
  const lines = [...details.querySelectorAll('li')].map((line) => line.textContent);
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe('24:00– Recording · confirmed');
  expect(details.textContent).toContain('5 earlier entries are in the copy only.');
  expect((await copied(ui)).slice(-26)).toEqual([
    'This call',
    ...Array.from({ length: 25 }, (_, n) => expect.stringContaining(n % 2 ? 'On hold' : 'Recording')),
  ]);
});

it('reads the log when it is opened and when the state has changed, and goes on telling what it sees', async () => {
  const samples = [seen(0, 'recording')];
  const asked: string[] = [];
  const readLog = async (id: string) => {
    asked.push(id);
    return [];
  };
  const loadDetails = async () => ({ ...PART, readLog, seenPast: () => past(samples) });
  const { root, view, clock } = show(ready(makeCall()), undefined, {}, { loadDetails, past: () => NOTHING });
  expect(asked).toEqual([]);
  const details = await openDetails(root);
  expect(asked).toEqual([CALL_ID]);
  samples.push(seen(1, 'paused'));
  clock.pass(1_000);
  await settle();
  expect(details.querySelectorAll('li')).toHaveLength(2);
  view.value = ready(makeSafeCall());
  await settle();
  expect(asked).toEqual([CALL_ID, CALL_ID]);
});

it.each([
  ['refuses', () => Promise.reject(new Error('Denied.'))],
  ['never answers', () => new Promise<never>(() => {})],
])('says of a log that %s that it cannot be read', async (_, readLog) => {
  const loadDetails = async () => ({ ...PART, readLog });
  const { root, clock } = show(ready(makeCall()), undefined, {}, { loadDetails });
  const details = await openDetails(root);
  clock.pass(5_000);
  await settle();
  expect(details.textContent).toContain('The log of this browser cannot be read.');
});

it('says what waits for its receiver and what that does not take, and looks again while somebody reads it', async () => {
  let standing: Standings | undefined = {
    webhook: { waiting: 3, since: new Date(NOW).toISOString(), refused: 1 },
  };
  const { root, clock, unmount } = show(
    ready(makeCall()),
    undefined,
    {},
    {
      standing: async () => standing,
    },
  );
  const details = await openDetails(root);
  await settle();
  const facts = () => details.querySelector('dl')?.textContent ?? '';
  expect(facts()).toMatch(/Waiting to be sent3, since .*\d:\d\d/);
  expect(facts()).toContain('Not accepted by the archive1');
  standing = { webhook: { waiting: 0, refused: 0 }, onCalls: { waiting: 0, refused: 0 } };
  clock.pass(5_000);
  await settle();
  expect(facts()).not.toContain('Waiting');
  expect(facts()).not.toContain('Not accepted');
  standing = undefined;
  clock.pass(5_000);
  await settle();
  expect(facts()).toContain(CALL_ID.slice(0, 8));
  unmount();
  expect(clock.waiting()).toBe(0);
});

it('says what waits to be noted on the call, what Genesys refuses of it and what is left out', async () => {
  const onCalls = { waiting: 2, since: new Date(NOW).toISOString(), refused: 1, leftOut: 3 };
  const { root } = show(ready(makeCall()), undefined, {}, { standing: async () => ({ onCalls }) });
  const details = await openDetails(root);
  await settle();
  const facts = details.querySelector('dl')?.textContent ?? '';
  expect(facts).toMatch(/Waiting to be noted on calls2, since .*\d:\d\d/);
  expect(facts).toContain('Notes on calls refused by Genesys1');
  expect(facts).toContain('Not noted on calls: over 20, or too old3');
  expect(facts).not.toContain('archive');
});

it('saves the log as JSON Lines and as CSV, and says where it cannot be read', async () => {
  const forms: string[] = [];
  const saveLog = async (form: string) => {
    forms.push(form);
    if (form === 'csv') throw new Error('Denied.');
  };
  const loadDetails = async () => ({ ...PART, saveLog });
  const { root } = show(ready(makeCall()), undefined, {}, { loadDetails });
  const details = await openDetails(root);
  for (const name of ['Download audit log', 'Download as CSV, for a spreadsheet'])
    [...details.querySelectorAll('button')].find((one) => one.textContent === name)!.click();
  expect(forms).toEqual(['jsonl', 'csv']);
  await settle();
  expect([...details.querySelectorAll('button')].map((one) => one.textContent)).toEqual([
    'Copy',
    'Download audit log',
    'The browser refuses to store anything.',
    'Forget sign-in',
  ]);
});

const duringPause = (details: HTMLElement) =>
  [...details.querySelectorAll('.during-pause dl > div')].map((line) =>
    [...line.children].map(({ textContent }) => textContent).join(': '),
  );

it('says what a pause does not reach, and of what Genesys does not tell that it is unknown', async () => {
  const { root, view } = show(ready(makeCall({ recorders: ['customer', 'screen'] })), undefined, {}, {});
  const details = await openDetails(root);
  const always = [
    'Screen watched live: Known at your Pause only, if at all',
    'Live transcription, AudioHook: Unknown: Genesys does not tell this panel',
  ];
  expect(duringPause(details)).toEqual([
    'Snippet, ad hoc recording: Goes on',
    'Screen recording: May go on',
    ...always,
  ]);
  view.value = ready(makeSafeCall({ recorders: ['screen'], screenStillRecorded: true }));
  await settle();
  expect(duringPause(details)).toEqual([
    'Snippet, ad hoc recording: Goes on',
    'Screen recording: Goes on',
    ...always,
  ]);
});

it('says that a hold was recorded only where that was seen', async () => {
  const samples: SeenSample[] = [seen(0, 'recording')];
  const loadDetails = async () => ({ ...PART, seenPast: () => past(samples) });
  const { root, clock } = show(ready(makeCall()), undefined, {}, { loadDetails, past: () => NOTHING });
  const details = await openDetails(root);
  expect(duringPause(details).join()).not.toContain('hold');
  const held = seen(0.5, 'recording');
  samples.push({ ...held, seen: { ...held.seen, isHoldRecorded: true } }, seen(1, 'recording'));
  clock.pass(1_000);
  await settle();
  expect(duringPause(details).at(-1)).toBe('A hold without a pause: Was recorded on this call');
});

describe('what the recordings of a call left out', () => {
  const SAFE = makeFacts({ action: 'safe-shown', userId: 'user-1' });
  const over = makeCall({
    state: 'ended',
    pause: { can: false, why: 'ended' },
    resume: { can: false, why: 'ended' },
  });
  const PROVED: ToldProof = {
    stretches: [{ from: NOW + 60_000, to: NOW + 90_000, said: 'proved', recorded: [] }],
  };

  /** A panel whose log has this of the call. */
  function showCall(first: ConversationView, logged: readonly AuditFacts[]) {
    const followed: { call: ProofCall; show: (told: ToldProof) => void; isOver: boolean }[] = [];
    const loadDetails = async (): Promise<DetailsPart> => ({
      ...PART,
      readLog: async () => logged,
      seenPast: () => past([seen(0, 'recording')]),
      followProof(call, tell) {
        const one = { call, show: tell, isOver: false };
        followed.push(one);
        return () => void (one.isOver = true);
      },
    });
    const permissions = new Set(['recording:recording:view']);
    return {
      ...show(ready(first), undefined, {}, { loadDetails, past: () => ({ ...NOTHING, permissions }) }),
      followed,
    };
  }
  const lines = (details: HTMLElement) => [...details.querySelectorAll('li')].map((line) => line.textContent);

  it('is asked for once when the call is over, in the name of the user who was told that it is safe', async () => {
    const { root, view, followed, clock, unmount } = showCall(makeCall(), [SAFE]);
    await openDetails(root);
    expect(followed).toEqual([]);
    view.value = ready(over);
    await settle();
    clock.pass(1_000);
    await settle();
    expect(followed).toHaveLength(1);
    expect(followed[0]?.call).toMatchObject({ conversationId: CALL_ID, userId: 'user-1' });
    expect([...(followed[0]?.call.permissions ?? [])]).toEqual(['recording:recording:view']);
    unmount();
    expect(followed[0]?.isOver).toBe(true);
  });

  it.each([
    ['on which nobody was told that it is safe', [makeFacts({ userId: 'user-1' })]],
    ['on which only another user was', [makeFacts({ action: 'safe-shown', userId: 'user-2' })]],
  ])('is not asked for of a call %s', async (_, logged) => {
    const { root, followed } = showCall(over, logged);
    await openDetails(root);
    await settle();
    expect(followed).toEqual([]);
  });

  it('is asked for no more while Details is closed, or when the agent has the call back', async () => {
    const { root, view, followed } = showCall(over, [SAFE]);
    const details = await openDetails(root);
    await settle();
    details.open = false;
    await settle();
    expect(followed.map(({ isOver }) => isOver)).toEqual([true]);
    await openDetails(root);
    await settle();
    followed[1]?.show(PROVED);
    await settle();
    expect(lines(details).join()).toContain('Left out');
    view.value = ready(makeCall());
    await settle();
    expect(followed.map(({ isOver }) => isOver)).toEqual([true, true]);
    expect(lines(details).join()).not.toContain('Left out');
  });

  it('stays while live updates are lost after the call', async () => {
    const { root, view, followed } = showCall(over, [SAFE]);
    const details = await openDetails(root);
    await settle();
    followed[0]?.show(PROVED);
    for (const state of ['unknown', 'ended'] as const) {
      view.value = ready(makeCall({ ...over, state }));
      await settle();
      expect(followed.map(({ isOver }) => isOver)).toEqual([false]);
      expect(lines(details).join()).toContain('Left out');
    }
  });

  it('is asked for no more in the name of who has left', async () => {
    let userId = 'user-1';
    const followed: { userId: string; isOver: boolean }[] = [];
    const loadDetails = async (): Promise<DetailsPart> => ({
      ...PART,
      readLog: async () => [SAFE],
      followProof(call) {
        const one = { userId: call.userId, isOver: false };
        followed.push(one);
        return () => void (one.isOver = true);
      },
    });
    const { root, clock } = show(
      ready(over),
      undefined,
      {},
      { loadDetails, past: () => ({ ...NOTHING, userId }) },
    );
    await openDetails(root);
    await settle();
    expect(followed).toEqual([{ userId: 'user-1', isOver: false }]);
    userId = 'user-2';
    clock.pass(1_000);
    await settle();
    expect(followed).toEqual([{ userId: 'user-1', isOver: true }]);
  });

  it('keeps the call in sight while Details is open, in whichever session', async () => {
    const kept: string[] = [];
    const keepIn = (session: string) => () => {
      kept.push(session);
      return () => void kept.splice(kept.indexOf(session), 1);
    };
    let keep = keepIn('first');
    const loadDetails = async (): Promise<DetailsPart> => PART;
    const { root, clock } = show(
      ready(over),
      undefined,
      {},
      { loadDetails, past: () => ({ ...NOTHING, keep }) },
    );
    const details = await openDetails(root);
    expect(kept).toEqual(['first']);
    keep = keepIn('second');
    clock.pass(1_000);
    await settle();
    expect(kept).toEqual(['second']);
    details.open = false;
    await settle();
    expect(kept).toEqual([]);
  });

  it('stands in the timeline, and in the copy of it', async () => {
    const { root, ui, followed } = showCall(over, [SAFE]);
    const details = await openDetails(root);
    await settle();
    followed[0]?.show(PROVED);
    await settle();
    expect(lines(details)).toContain('01:00–01:30 Left out of the voice recording');
    expect(await copied(ui)).toContain('01:00–01:30 Left out of the voice recording');
  });

  it('stands out where the agent has to tell somebody', async () => {
    const { root, followed } = showCall(over, [SAFE]);
    const details = await openDetails(root);
    await settle();
    const strong = () => [...details.querySelectorAll('strong')].map(({ textContent }) => textContent);
    followed[0]?.show(PROVED);
    await settle();
    expect(strong()).toEqual([]);
    followed[0]?.show({ stretches: PROVED.stretches.map((one) => ({ ...one, said: 'missing' })) });
    await settle();
    expect(strong()).toEqual(['This pause is on the recording. Tell your supervisor.']);
  });

  it.each([
    [{ permission: 'recording:recording:view' }, 'Your role lacks “Recording > Recording > View”.'],
    [{}, 'Genesys does not allow this.'],
  ])('is said not to be shown, and why, in the copy too (case %#)', async (refused, why) => {
    const { root, ui, followed } = showCall(over, [SAFE]);
    const details = await openDetails(root);
    await settle();
    followed[0]?.show({ stretches: [], refused });
    await settle();
    const said = `Whether your pauses were left out of the recording is not known here. ${why}`;
    expect(details.textContent).toContain(said);
    expect(await copied(ui)).toContain(said);
  });
});
