import { isUuid } from '../uuid.ts';
import { newToken, readRecord, withRecord, type RecordStore, type RunRecord } from './run-record.ts';

export interface RecordingRun {
  /** Before anything is changed. `lives`: of tokens that this run changes, so that a removal can put them back. */
  begun(lives: RunRecord['lives']): Promise<void>;
  /** Of what an earlier run was about to make when it was cut off, what was found: from here on its mark is not believed. */
  found(ids: ReadonlyMap<string, string>): Promise<void>;
  /** Before it is made: answers the token for its mark, by which it is known should the answer be lost. */
  making(key: string): Promise<string>;
  made(key: string, id: string): Promise<void>;
  /** Everything is taken away. */
  undone(): Promise<void>;
}

type Told = Omit<RunRecord, 'token'>;
const NOTHING: Told = { ids: new Map(), making: new Map(), lives: new Map() };

/** Keeps the record of one installation while a run makes and takes away. */
export function recordingRun(store: RecordStore, name: string, token: string): RecordingRun {
  const known = async (): Promise<Told> => readRecord(await store.read(), name) ?? NOTHING;
  const write = async (record: Told) =>
    store.write(withRecord(await store.read(), name, { ...record, token }));
  const withMade = (record: Told, key: string, id: string): Told => ({
    ...record,
    ids: new Map(record.ids).set(key, id),
    making: new Map([...record.making].filter(([one]) => one !== key)),
  });
  return {
    async begun(lives) {
      const record = await known();
      await write({ ...record, lives: new Map([...record.lives, ...lives]) });
    },
    async found(ids) {
      const before = await known();
      let record = before;
      for (const key of before.making.keys()) {
        const id = ids.get(key);
        if (id !== undefined && isUuid(id)) record = withMade(record, key, id);
      }
      if (record !== before) await write(record);
    },
    async making(key) {
      const record = await known();
      // The request of the run before may be on its way yet.
      const mark = record.making.get(key) ?? newToken();
      await write({ ...record, making: new Map(record.making).set(key, mark) });
      return mark;
    },
    async made(key, id) {
      if (isUuid(id)) await write(withMade(await known(), key, id));
    },
    undone: async () => store.write(withRecord(await store.read(), name, undefined)),
  };
}
