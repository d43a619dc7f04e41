import type { Ids } from '../../app/ports.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { DatabaseAway, type Database } from '../store/database.ts';
import { storeIdOf } from '../store/store-id.ts';
import { compareStore, type CompareDeps } from './compare-store.ts';
import { eraseConversation, NotLogged } from './erase-conversation.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { listIncidents } from './incident-rows.ts';
import { takeStep, type DeskFacts, type Written } from './take-step.ts';

export interface DeskDeps {
  readonly database: Database;
  /** Into the audit log of the home, now and not later. False: it could not be written. */
  append(facts: AuditFacts): Promise<boolean>;
  /** All that the store has of a call is taken out. */
  erased?(conversationId: string): void;
  readonly ids: Ids;
  readonly wall: () => number;
  readonly about: { readonly app: string; readonly region?: string };
  /** What `audit verify` compares the store with. */
  readonly log: Pick<CompareDeps, 'entries' | 'isOnly' | 'signal'> & { readonly retentionDays: number };
}

const DAY_MS = 86_400_000;

/** The desk of the process that has the store open. Every step is an entry of the audit log before it is a row. */
export async function openDesk(deps: DeskDeps): Promise<IncidentDesk> {
  const { database, ids, wall, log } = deps;
  const base = { ...deps.about, storeId: await storeIdOf(database), actor: 'user', trigger: 'cli' } as const;

  /** What was written down stays so when the store goes away before it has said that it has it. */
  async function logged<T>(
    work: (written: Written) => Promise<T>,
  ): Promise<T | { readonly kind: 'unsure' } | { readonly kind: 'not-logged' }> {
    let isLogged = false;
    const append = async (facts: DeskFacts) => {
      isLogged = await deps.append({ ...base, ...facts });
      return isLogged;
    };
    try {
      return await work({ append, ids, wall });
    } catch (error) {
      if (error instanceof NotLogged) return { kind: 'not-logged' };
      if (isLogged && error instanceof DatabaseAway) return { kind: 'unsure' };
      throw error;
    }
  }

  return {
    list: (all) => listIncidents(database, all),
    step: (order) => logged((written) => database.together((inside) => takeStep(inside, order, written))),
    async erase(order) {
      const answer = await logged((written) =>
        database.together((inside) => eraseConversation(inside, order, written)),
      );
      if (answer.kind === 'done') deps.erased?.(order.conversationId);
      return answer;
    },
    compare: (anchored) =>
      compareStore({
        ...log,
        queries: database,
        anchored,
        forgottenBefore: wall() - log.retentionDays * DAY_MS,
      }),
  };
}
