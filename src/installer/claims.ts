import type { Wanted } from './desired.ts';
import { textOf, type Listing } from './org.ts';
import { isUuid } from '../uuid.ts';
import { readNote, type Note } from './record.ts';
import type { RunRecord } from './run-record.ts';

/** Which ids are recorded as one of our things, and how far each record is to be believed. */
export interface Claims {
  /** By a run of this computer or page: goes before everything else. */
  readonly own: string | undefined;
  /** By the notes of integrations; those that name themselves count only where no other names anything. */
  readonly noted: readonly string[];
}

/** What the record of runs and the notes of our integrations say of one thing, by its key. */
export function claimsOf(
  listing: Pick<Listing, 'integrations'>,
  desired: readonly Wanted[],
  instance: string,
  record: RunRecord | undefined,
): (key: string) => Claims {
  const byOthers = new Map<string, Set<string>>();
  const bySelf = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, key: string, id: string) =>
    to.set(key, (to.get(key) ?? new Set()).add(id));
  for (const { holder, note } of believedNotes(listing, desired, instance, record)) {
    for (const [key, id] of note.ids) add(byOthers, key, id);
    add(bySelf, note.key, holder);
  }
  return (key) => ({
    own: record?.ids.get(key),
    noted: [...(byOthers.get(key) ?? bySelf.get(key) ?? [])].filter(isUuid),
  });
}

interface HeldNote {
  readonly holder: string;
  readonly note: Note;
}

/**
 * Anybody who may edit an integration can write notes. Those are believed whose integration has the name that we gave it,
 * or is recorded by a run, and those of integrations that such notes name.
 */
function believedNotes(
  { integrations }: Pick<Listing, 'integrations'>,
  desired: readonly Wanted[],
  instance: string,
  record: RunRecord | undefined,
): readonly HeldNote[] {
  const names = new Map(desired.map(({ key, name }) => [key, name]));
  const held = integrations.flatMap(({ entity, config }) => {
    const note = readNote(textOf(config['notes']));
    if (note?.instance !== instance) return [];
    const holder = textOf(entity['id']);
    const isNamed = sameName(textOf(entity['name']), names.get(note.key) ?? '');
    return [{ holder, note, isSure: isNamed || record?.ids.get(note.key) === holder }];
  });
  const sure = held.filter(({ isSure }) => isSure);
  const isNamedBySure = ({ holder, note }: HeldNote) =>
    sure.some((one) => one.note.ids.get(note.key) === holder);
  return [...sure, ...held.filter((one) => !one.isSure && isNamedBySure(one))];
}

/** The platform tells names apart without regard to case. */
export const sameName = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** The one recorded thing that is there, none, or several that cannot all be it. */
export function chosen(
  { own, noted }: Claims,
  isThere: (id: string) => boolean,
): { readonly id?: string; readonly several: readonly string[] } {
  if (own !== undefined && isThere(own)) return { id: own, several: [] };
  const there = noted.filter(isThere);
  const [id] = there;
  return id !== undefined && there.length === 1 ? { id, several: [] } : { several: there };
}
