import type { AuditEntry, AuditFacts } from '../../src/domain/audit.ts';
import { ok } from '../../src/domain/result.ts';
import { recordArchive } from '../../src/headless/archive/record-archive.ts';
import { compareStore, type CompareDeps } from '../../src/headless/incidents/compare-store.ts';
import { openDesk } from '../../src/headless/incidents/open-desk.ts';
import { recordVerdicts } from '../../src/headless/incidents/record-verdicts.ts';
import type { Database } from '../../src/headless/store/database.ts';
import { storeIdOf } from '../../src/headless/store/store-id.ts';
import { emptyChain, seal } from '../../src/outbox/chain.ts';
import type { Proof } from '../../src/proof/prove.ts';

const ids = { next: () => crypto.randomUUID() };

/** One home beside others on one store: its audit log, and what is done there. */
export function homeLog(database: Database, chain: string, wall: () => number) {
  const entries: AuditEntry[] = [];
  const append = async (facts: AuditFacts) => {
    entries.push(seal(facts, entries.at(-1) ?? emptyChain(chain)));
    return ok(undefined);
  };
  const desk = () =>
    openDesk({
      database,
      append: async (facts) => (await append(facts)).ok,
      ids,
      wall,
      about: { app: '0.1.0' },
      log: { entries: () => entries, isOnly: false, retentionDays: 400 },
    });

  /** Entries alone: what a process leaves that ends before it stores them. */
  async function write(conversationId: string, ...proofs: readonly Proof[]) {
    const from = entries.length;
    const at = wall();
    const about = { app: '0.1.0', storeId: await storeIdOf(database) };
    const event = { kind: 'proof', conversationId, queueId: 'queue-1', proofs } as const;
    await recordArchive(event, { append }, { about, ids, wall: () => at });
    return { at, entryIds: entries.slice(from).map(({ id }) => id) };
  }

  return {
    entries,
    write,
    /** As the service does it: entries first, then the rows that name them. */
    async look(conversationId: string, ...proofs: readonly Proof[]) {
      const written = await write(conversationId, ...proofs);
      return database.together((inside) =>
        recordVerdicts(inside, { conversationId, queueId: 'queue-1', proofs, ...written }),
      );
    },
    step: async (id: string, step: 'reviewed' | 'closed') =>
      (await desk()).step({ id, step, by: 'A. B.', note: 'Seen.' }),
    erase: async (conversationId: string) => (await desk()).erase({ conversationId }),
    compare: (more: Partial<CompareDeps> = {}) =>
      compareStore({
        queries: database,
        entries: () => entries,
        anchored: [],
        isOnly: false,
        forgottenBefore: 0,
        ...more,
      }),
  };
}
