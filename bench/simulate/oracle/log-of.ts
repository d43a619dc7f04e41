import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Disk } from '../memory-transaction.ts';
import type { PanelPage } from '../page.ts';
import type { Scene } from './record.ts';

/** What really stands in the journal of this browser, in this moment. */
const entryIn = ({ entries }: Disk, chain: string, seq: number): AuditEntry | undefined =>
  entries.get(`${chain}:${String(seq).padStart(9, '0')}`) as AuditEntry | undefined;

export const entryAt = (scene: Scene, chain: string, seq: number): AuditEntry | undefined =>
  entryIn(scene.browser().disk, chain, seq);

/** The one that this key of an attribute is of: there is one chain in a browser. */
export function entryOf(disk: Disk, key: string): AuditEntry | undefined {
  const { chain = '' } = (disk.head ?? {}) as { chain?: string };
  const [version, of, seq] = key.split('.');
  return version === 'rc1' && of === chain.slice(0, 8) ? entryIn(disk, chain, Number(seq)) : undefined;
}

export const stands = (scene: Scene, entry: AuditEntry): boolean =>
  isDeepStrictEqual(entryAt(scene, entry.chain, entry.seq), entry);

/** Panels take turns by a lock. Where the browser refuses that, each of them sends what it has not seen another send. */
export const whoSends = (scene: Scene, page: PanelPage, key: string): string =>
  scene.browser().shared.isDenied ? `${page.id} ${key}` : key;

/** Whether this text is the head of the journal of some moment since it has had this entry. */
export function isHeadSince(scene: Scene, text: string, { chain, seq }: AuditEntry): boolean {
  const [of, at, hash] = text.split(':');
  return of === chain && Number(at) >= seq && entryAt(scene, chain, Number(at))?.hash === hash;
}
