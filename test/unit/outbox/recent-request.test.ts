import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { SETTLE_MS } from '../../../src/domain/evidence-state.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, refusing, silentLog } from '../../support/browser-fakes.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const START = Date.parse('2026-01-05T09:00:00.000Z');
const { conversationId, userId = '' } = makeFacts();
let clock = fakeClock(START);
let lines = memoryStorage();
let written = 0;

const page = (storage: () => Storage = () => lines) =>
  createJournal({ ids: counterIds('chain'), clock, log: silentLog, storage });

const facts = (changes: Partial<AuditFacts> = {}): AuditFacts =>
  makeFacts({
    id: `entry-${(written += 1)}`,
    action: 'resume',
    at: new Date(clock.wall()).toISOString(),
    ...changes,
  });

describe('the newest request of a user in this browser', () => {
  beforeEach(() => {
    freshDatabase();
    clock = fakeClock(START);
    lines = memoryStorage();
  });

  it('is none where nobody asked for anything', async () => {
    expect(await page().recentRequest(conversationId, userId)).toEqual({ ok: true });
  });

  it('is found in the line of another page, before anything is durable', async () => {
    page().intent(facts());
    await clock.pass(40);
    expect(await page().recentRequest(conversationId, userId)).toEqual({
      ok: true,
      value: { wishId: 'wish-1', action: 'resume', isOwnPage: false, agoMs: 40 },
    });
  });

  it('is found among the entries, with its end', async () => {
    const other = page();
    await other.append(facts());
    await clock.pass(800);
    await other.append(facts({ phase: 'accepted' }));
    await other.append(facts({ phase: 'confirmed' }));
    await clock.pass(200);
    expect(await page().recentRequest(conversationId, userId)).toEqual({
      ok: true,
      value: {
        wishId: 'wish-1',
        action: 'resume',
        isOwnPage: false,
        agoMs: 1_000,
        isAnswered: true,
        ended: { phase: 'confirmed', agoMs: 200 },
      },
    });
  });

  it('is the newest one, whichever page asked for it', async () => {
    const own = page();
    await page().append(facts({ wishId: 'resume-there' }));
    await page().append(facts({ wishId: 'resume-there', phase: 'confirmed' }));
    await clock.pass(1_000);
    await own.append(facts({ wishId: 'pause-here', action: 'pause' }));
    const value = { wishId: 'pause-here', action: 'pause', agoMs: 0 };
    expect(await own.recentRequest(conversationId, userId)).toMatchObject({
      value: { ...value, isOwnPage: true },
    });
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({
      value: { ...value, isOwnPage: false },
    });
  });

  it.each([
    ['is still under way', []],
    ['was taken back by it', [{ phase: 'superseded' }]],
    ['was taken back after an answer', [{ phase: 'accepted' }, { phase: 'superseded' }]],
    ['nobody could confirm', [{ phase: 'accepted' }, { phase: 'unconfirmed' }]],
    ['ended for want of an answer', [{ phase: 'failed', failure: 'REC-TIMEOUT' }]],
    ['ended without a network', [{ phase: 'failed', failure: 'REC-OFFLINE' }]],
    ['ended with an outage', [{ phase: 'failed', failure: 'REC-500' }]],
    ['was refused after a sending without an answer', [{ phase: 'failed', failure: 'REC-OUTCOME' }]],
    ['was confirmed after a sending without an answer', [{ phase: 'confirmed', failure: 'REC-OUTCOME' }]],
  ] as const)('is a resume before the newest pause, which %s', async (_title, story) => {
    const other = page();
    await other.append(facts({ wishId: 'resume-there' }));
    await clock.pass(700);
    await other.append(facts({ wishId: 'pause-there', action: 'pause' }));
    for (const one of story) await other.append(facts({ wishId: 'resume-there', ...one }));
    await other.append(facts({ wishId: 'pause-there', action: 'pause', phase: 'confirmed' }));
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({
      value: { wishId: 'resume-there', isOwnPage: false },
    });
  });

  it.each([
    ['is too old', [{ phase: 'superseded' }], 40_000],
    ['was refused', [{ phase: 'failed', failure: 'REC-403' }], 0],
  ] as const)('is no resume before the newest pause, which %s', async (_title, story, laterMs) => {
    const other = page();
    await other.append(facts({ wishId: 'resume-there' }));
    await clock.pass(700);
    await other.append(facts({ wishId: 'pause-there', action: 'pause' }));
    for (const one of story) await other.append(facts({ wishId: 'resume-there', ...one }));
    await clock.pass(laterMs);
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({
      value: { wishId: 'pause-there' },
    });
  });

  it('is no longer of this page once its session is abandoned, nor after a late answer', async () => {
    const own = page();
    await own.append(facts());
    own.abandon();
    await own.append(facts({ phase: 'accepted' }));
    expect(await own.recentRequest(conversationId, userId)).toMatchObject({ value: { isOwnPage: false } });
  });

  it('is nobody else’s, of no other call, and of the policy recording', async () => {
    const other = page();
    await other.append(facts({ userId: 'user-colleague' }));
    await other.append(facts({ conversationId: 'another-call' }));
    await other.append(facts({ target: 'snippet', action: 'start' }));
    await other.append(facts({ action: 'safe-shown', phase: 'observed' }));
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({ ok: true, value: undefined });
  });

  it('is found behind what others have written since', async () => {
    const other = page();
    await other.append(facts());
    for (let entry = 0; entry < 60; entry += 1)
      await other.append(facts({ action: 'safe-shown', phase: 'observed', conversationId: 'another-call' }));
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({ value: { action: 'resume' } });
  });

  it('is of the future when the clock was set back since', async () => {
    page().intent(facts({ at: new Date(START + 3_600_000).toISOString() }));
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({
      value: { agoMs: -3_600_000 },
    });
  });

  const refuse = () =>
    Object.defineProperty(globalThis, 'indexedDB', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
      configurable: true,
    });

  it('is a resume in a line that may take effect, also where the database refuses', async () => {
    page().intent(facts());
    refuse();
    await clock.pass(1_000);
    expect(await page().recentRequest(conversationId, userId)).toMatchObject({
      ok: true,
      value: { wishId: 'wish-1', agoMs: 1_000 },
    });
  });

  it('is that before a read can prove a pause, also where the database never answers', async () => {
    page().intent(facts());
    Object.defineProperty(globalThis, 'indexedDB', { value: { open: () => ({ addEventListener() {} }) } });
    const found = page().recentRequest(conversationId, userId);
    await clock.pass(SETTLE_MS - 1);
    expect(await found).toMatchObject({ ok: true, value: { wishId: 'wish-1' } });
  });

  it.each([
    ['nothing waits in a line', () => {}],
    [
      'what waits there is too old',
      () => page().intent(facts({ at: new Date(START - 60_000).toISOString() })),
    ],
    ['what waits there is this page’s own', (own: ReturnType<typeof page>) => own.intent(facts())],
  ])('is not known where the database refuses and %s', async (_title, write) => {
    const own = page();
    write(own);
    refuse();
    expect(await own.recentRequest(conversationId, userId)).toMatchObject({ ok: false });
  });

  it('is not known where local storage refuses: a newer one may stand there', async () => {
    await page().append(facts());
    expect(await page(refusing).recentRequest(conversationId, userId)).toMatchObject({ ok: false });
  });
});
