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
}

export function watchBooks(scene: Scene): BookWatch {
  const told = new Map<string, { readonly facts: AuditFacts; isKept: boolean }>();
  return {
    told(_page, facts) {
      if (!told.has(facts.id)) told.set(facts.id, { facts: structuredClone(facts), isKept: false });
    },
    kept(_page, { id }, isOk) {
      const one = told.get(id);
      // What the database refuses goes to local storage, if that takes it.
      if (one && (isOk || scene.browser().lines.mood === 'well')) one.isKept = true;
    },
    close(entries) {
      const verdict = verifyChain(entries);
      if (!verdict.ok) scene.fail('chain', `does not hold at ${verdict.seq}: ${verdict.what}`);
      const byId = new Map(entries.map((entry) => [entry.id, entry]));
      const ended = new Set(entries.flatMap(({ phase, wishId }) => (ENDINGS.has(phase) ? [wishId] : [])));
      if (byId.size !== entries.length) scene.fail('chain', 'holds a fact twice');
      for (const { facts, isKept } of told.values()) {
        const entry = byId.get(facts.id);
        if (entry === undefined) {
          // Of a wish that was taken for an orphan while its page was frozen the first ending counts.
          const isOther = ENDINGS.has(facts.phase) && ended.has(facts.wishId);
          if (isKept && !isOther)
            scene.fail('nothing is lost', `${facts.action} ${facts.phase} was kept and is gone`);
          continue;
        }
        const altered = Object.entries(facts).find(
          ([key, value]) => JSON.stringify(entry[key as keyof AuditEntry]) !== JSON.stringify(value),
        );
        if (altered) scene.fail('no entry is altered', `${facts.action} ${facts.phase}: ${altered[0]}`);
      }
      everyWishEndsOnce(entries);
    },
  };

  function everyWishEndsOnce(entries: readonly AuditEntry[]): void {
    // What no storage took at the time is lost with its page; the page said so.
    const untold = new Set([...told.values()].filter((one) => !one.isKept).map(({ facts }) => facts.wishId));
    const stories = new Map<string, AuditEntry[]>();
    for (const entry of entries) {
      if (entry.wishId === undefined) continue;
      stories.set(entry.wishId, [...(stories.get(entry.wishId) ?? []), entry]);
    }
    for (const [wishId, story] of stories) {
      const count = (is: (phase: string) => boolean) => story.filter(({ phase }) => is(phase)).length;
      const endings = count((phase) => ENDINGS.has(phase));
      const what = `${story[0]?.action}: ${story.map(({ phase }) => phase).join(', ')}`;
      if (endings > 1) scene.fail('one ending in the journal', what);
      if (untold.has(wishId)) continue;
      if (count((phase) => phase === 'requested') !== 1) scene.fail('story', what);
      if (endings === 0) scene.fail('every wish ends in the journal', what);
    }
  }
}
