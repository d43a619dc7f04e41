import { endOfLeftOver, type Moment } from '../domain/adopted.ts';
import { isOutcome, type AuditFacts } from '../domain/audit.ts';
import { sha256Hex } from './chain.ts';
import { readEntries, type Database } from './database.ts';

/** What a survivor can say of a wish whose panel is gone. */
export type Found = 'confirmed' | 'unconfirmed';

/** Wishes without an outcome are young: older entries than these are not looked through. */
const LOOK_BACK = 1_000;

export const wishOf = (facts: AuditFacts): string => facts.wishId ?? facts.id;

/** Requests among the newest entries that have no outcome, oldest first. */
export async function openRequests(database: Database): Promise<readonly AuditFacts[]> {
  const requests: AuditFacts[] = [];
  let cursor = await readEntries(database).openCursor(null, 'prev');
  for (let seen = 0; cursor && seen < LOOK_BACK; seen += 1) {
    const { v: _v, chain: _chain, seq: _seq, prev: _prev, hash: _hash, ...facts } = cursor.value;
    if (facts.phase === 'requested') requests.unshift(facts);
    cursor = await cursor.continue();
  }
  const isOpen = await Promise.all(requests.map((facts) => hasNoOutcome(database, facts)));
  return requests.filter((_, index) => isOpen[index]);
}

/** Wherever it stands: a request that the database refused at first is written after the outcome that it took. */
export async function hasNoOutcome(database: Database, facts: AuditFacts): Promise<boolean> {
  const story = await readEntries(database).index('wishId').getAll(wishOf(facts));
  return !story.some(isOutcome);
}

/** The same id on whichever panel adopts, so that two adopting at once write one entry. A UUID of version 8 (RFC 9562). */
function adoptedId(id: string): string {
  const hex = sha256Hex(`${id}.adopted`);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** The end of a wish that its own panel did not live to see. */
export const outcomeOf = (facts: AuditFacts, found: Found, moment: Omit<Moment, 'id'>): AuditFacts =>
  endOfLeftOver(facts, found, { ...moment, id: adoptedId(facts.id) });
