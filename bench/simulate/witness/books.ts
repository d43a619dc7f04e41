import { verifyChain } from '../../../src/outbox/chain.ts';
import type { AuditEntry, AuditFacts } from '../../../src/domain/audit.ts';
import type { PanelPage } from '../page.ts';
import type { Scene } from './record.ts';

const ENDINGS = new Set(['confirmed', 'unconfirmed', 'failed', 'superseded']);

/** Rule 7: what the pages told their journal, and where it is in the end. */
export interface BookWatch {
  told(page: PanelPage, facts: AuditFacts): void;
  kept(page: PanelPage, facts: AuditFacts, ok: boolean): void;
  /** After quiet and one more start, which adopts what others left behind. */
  close(entries: readonly AuditEntry[]): void;
  readonly toldCount: number;
}

interface Told {
  readonly facts: AuditFacts;
  readonly page: PanelPage;
  isKept: boolean;
  refusals: number;
}

export function watchBooks(scene: Scene): BookWatch {
  const told = new Map<string, Told>();
  return {
    get toldCount() {
      return told.size;
    },
    told(page, facts) {
      if (!told.has(facts.id)) told.set(facts.id, { facts, page, isKept: false, refusals: 0 });
    },
    kept(_page, facts, isOk) {
      const one = told.get(facts.id);
      if (one === undefined) return;
      // What the database refuses goes to local storage, if that takes it.
      if (isOk || scene.browser().lines.mood === 'well') one.isKept = true;
      else one.refusals += 1;
    },
    close(entries) {
      const verdict = verifyChain(entries);
      if (!verdict.ok) scene.fail('chain', `does not hold at ${verdict.seq}: ${verdict.what}`);
      const ids = new Set(entries.map(({ id }) => id));
      if (ids.size !== entries.length) scene.fail('chain', 'holds a fact twice');
      for (const { facts, isKept } of told.values()) {
        if (isKept && !ids.has(facts.id))
          scene.fail('nothing is lost', `${facts.action} ${facts.phase} was kept and is gone`);
      }
      everyWishEndsOnce(entries);
    },
  };

  function everyWishEndsOnce(entries: readonly AuditEntry[]): void {
    const stories = new Map<string, AuditEntry[]>();
    for (const entry of entries) {
      if (entry.wishId === undefined) continue;
      stories.set(entry.wishId, [...(stories.get(entry.wishId) ?? []), entry]);
    }
    for (const [wishId, story] of stories) {
      const endings = story.filter(({ phase }) => ENDINGS.has(phase));
      const requested = story.filter(({ phase }) => phase === 'requested');
      const what = `${story[0]?.action}: ${story.map(({ phase }) => phase).join(', ')}`;
      // A clock that was set back makes a young wish look old, as one from the future.
      if (endings.length > 1 && scene.wallAt === -Infinity) scene.fail('one ending in the journal', what);
      // What no storage took at the time is lost with its page; the page said so.
      const refused = [...told.values()].some(({ facts, isKept }) => facts.wishId === wishId && !isKept);
      if (requested.length !== 1 && !refused) scene.fail('story', what);
      if (endings.length === 0 && !refused) scene.fail('every wish ends in the journal', what);
    }
  }
}
