import { beforeEach, describe, expect, it } from 'vitest';
import { callEntries } from '../../../src/outbox/call-entries.ts';
import { createJournal } from '../../../src/outbox/journal.ts';
import { makeFacts } from '../../support/audit-facts.ts';
import { counterIds, memoryStorage, refusing, silentLog } from '../../support/browser-fakes.ts';
import { freshDatabase } from '../../support/fake-database.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const { conversationId } = makeFacts();
let lines = memoryStorage();

const journal = () =>
  createJournal({ ids: counterIds('chain'), clock: fakeClock(), log: silentLog, storage: () => lines });
const idsOf = async (storage: () => Storage = () => lines) =>
  (await callEntries(conversationId, { storage, log: silentLog })).map(({ id }) => id);

describe('what the log of this browser has of a call', () => {
  beforeEach(() => {
    freshDatabase();
    lines = memoryStorage();
  });

  it('is nothing where nothing was written', async () => {
    expect(await idsOf()).toEqual([]);
  });

  it('is every entry of that call and none of another, in their order', async () => {
    const own = journal();
    for (const id of ['a', 'b', 'c']) {
      await own.append(makeFacts({ id }));
      await own.append(makeFacts({ id: `${id}-other`, conversationId: 'another-call' }));
    }
    expect(await idsOf()).toEqual(['a', 'b', 'c']);
  });

  it('has lines that are not durable yet, once', async () => {
    const own = journal();
    await own.append(makeFacts({ id: 'a' }));
    own.intent(makeFacts({ id: 'a' }));
    own.intent(makeFacts({ id: 'b' }));
    own.intent(makeFacts({ id: 'c', conversationId: 'another-call' }));
    expect(await idsOf()).toEqual(['a', 'b']);
  });

  it('is read where local storage refuses, and left as it is', async () => {
    await journal().append(makeFacts({ id: 'a' }));
    expect(await idsOf(refusing)).toEqual(['a']);
    expect(await idsOf()).toEqual(['a']);
  });
});
