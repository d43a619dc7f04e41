// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seenPast } from '../../../src/app/timeline/seen.ts';
import type { ConversationView } from '../../../src/app/view.ts';
import type { DetailsPart } from '../../../src/ui/agent/Details.tsx';
import { DetailsBody } from '../../../src/ui/details/DetailsBody.tsx';
import { pausedBy, pausedSince } from '../../../src/ui/details/marked-pause.tsx';
import { WhyPaused } from '../../../src/ui/details/WhyPaused.tsx';
import { makeFacts } from '../../support/audit-facts.ts';
import { settle } from '../../support/fake-clock.ts';
import { cleanUp, show } from './show.ts';
import { NOW, makeSafeCall, ready } from './views.ts';

afterEach(cleanUp);

describe('a pause of another agent', () => {
  const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
  const HEAD = `5f0c2d34-90ab-4b1e-8d4c-1a2b3c4d5e6f:9:${'0'.repeat(64)}`;
  const value = (action: string, at: string) => `1;${action};policy;confirmed;${at};;${HEAD}`;
  const marks = (others: Record<string, string>) => ({ own: {}, others, callSince: NOW - 3_600_000 });
  const paused = (different: Partial<ConversationView> = {}) =>
    makeSafeCall({
      since: { at: NOW - 10_000, kind: 'at-least', steadyAt: NOW - 10_000 },
      marks: marks({ 'rc1.5f0c2d34.1': value('pause', minutesAgo(2)) }),
      ...different,
    });
  const part = (readLog: DetailsPart['readLog']) => ({
    loadDetails: async () => ({
      Body: DetailsBody,
      Why: WhyPaused,
      PausedBy: pausedBy(readLog),
      PausedSince: pausedSince(readLog),
      seenPast,
      readLog,
      followProof: () => () => {},
      saveLog: async () => {},
    }),
  });
  const line = (root: Element) => root.querySelector('.paused-by')?.textContent;

  it('is hinted at with its time, which goes on, and goes with what it comes from', async () => {
    const { root, view, clock, ui } = show(ready(paused()));
    await settle();
    expect(line(root)).toBe('Paused by another agent about 2 min ago');
    expect(ui.getByRole('status').textContent).not.toContain('another agent');
    expect(ui.getByRole('region').getAttribute('data-safe')).toBe('true');
    clock.pass(60_000);
    await settle();
    expect(line(root)).toBe('Paused by another agent about 3 min ago');
    view.value = ready(makeSafeCall());
    await settle();
    expect(line(root)).toBeUndefined();
  });

  it.each([
    ['de-DE', 'Vor etwa 2 Min. von einem anderen Agenten pausiert'],
    ['es', 'Pausada por otro agente hace unos 2 min'],
    ['fr', 'Mis en pause par un autre agent il y a environ 2 min'],
  ])('is hinted at in %s', async (language, sentence) => {
    const { root } = show(ready(paused()), language);
    await vi.waitFor(() => expect(line(root)).toBe(sentence));
  });

  it('is told of no longer once it is resumed, or somebody has paused anew', async () => {
    const { root, view } = show(ready(paused()));
    await settle();
    const others = {
      'rc1.5f0c2d34.1': value('pause', minutesAgo(2)),
      'rc1.5f0c2d34.2': value('resume', minutesAgo(1)),
    };
    view.value = ready(paused({ marks: marks(others) }));
    await settle();
    expect(line(root)).toBeUndefined();
  });

  const clockOf = (root: Element) => root.querySelector('[role=timer]')?.textContent;

  it('is counted from about then by the clock, as is one of this agent in another browser', async () => {
    const { root, view, clock } = show(ready(paused()));
    expect(clockOf(root)).toBe('at least 00:10');
    await settle();
    expect(clockOf(root)).toBe('about 02:00');
    clock.pass(5_000);
    await settle();
    expect(clockOf(root)).toBe('about 02:05');
    const own = { 'rc1.5f0c2d34.1': value('pause', minutesAgo(3)) };
    view.value = ready(paused({ marks: { ...marks({}), own } }));
    await settle();
    expect([clockOf(root), line(root)]).toEqual(['about 03:05', undefined]);
  });

  it('is counted from when this panel saw it begin, whatever stands on the call', async () => {
    const { root } = show(
      ready(paused({ since: { at: NOW - 125_000, kind: 'exact', steadyAt: NOW - 125_000 } })),
    );
    await settle();
    expect([clockOf(root), line(root)]).toEqual(['02:05', 'Paused by another agent about 2 min ago']);
  });

  it.each<[string, DetailsPart['readLog']]>([
    ['cannot be read', () => Promise.reject(new Error('Denied.'))],
    ['is not read yet', () => new Promise<never>(() => {})],
    ['knows better', async () => [makeFacts({ phase: 'confirmed', platformAt: minutesAgo(1) })]],
  ])('is not told of where the log of this browser %s', async (_how, readLog) => {
    const { root, bugs } = show(ready(paused()), undefined, {}, part(readLog));
    await settle();
    expect([line(root), clockOf(root)]).toEqual([undefined, 'at least 00:10']);
    expect(bugs).toEqual([]);
  });

  it('is not told of where its file does not come, and the panel is as it would be without', async () => {
    const { root, ui } = show(
      ready(paused()),
      undefined,
      {},
      { loadDetails: () => Promise.reject(new Error()) },
    );
    await settle();
    expect(line(root)).toBeUndefined();
    expect(ui.getByRole('status').textContent).toContain('Safe to take details');
    expect(ui.queryByRole('alert')).toBeNull();
  });
});
