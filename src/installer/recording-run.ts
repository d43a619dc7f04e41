import { isUuid } from '../uuid.ts';
import { readRecord, withRecord, type RecordStore, type RunRecord } from './run-record.ts';

export interface RecordingRun {
  /**
   * Before anything is made: from here on a mark with this token is one of ours. `lives`: of tokens that this run changes,
   * so that a removal can put them back.
   */
  begun(lives: RunRecord['lives']): Promise<void>;
  made(key: string, id: string): Promise<void>;
  /** Everything is taken away. */
  undone(): Promise<void>;
}

const NOTHING: Pick<RunRecord, 'ids' | 'lives'> = { ids: new Map(), lives: new Map() };

/** Keeps the record of one installation while a run makes and takes away. */
export function recordingRun(store: RecordStore, name: string, token: string): RecordingRun {
  const known = async () => readRecord(await store.read(), name) ?? NOTHING;
  const write = async (record: Pick<RunRecord, 'ids' | 'lives'>) =>
    store.write(withRecord(await store.read(), name, { ...record, token }));
  return {
    async begun(lives) {
      const record = await known();
      await write({ ...record, lives: new Map([...record.lives, ...lives]) });
    },
    async made(key, id) {
      const record = await known();
      if (isUuid(id)) await write({ ...record, ids: new Map(record.ids).set(key, id) });
    },
    undone: async () => store.write(withRecord(await store.read(), name, undefined)),
  };
}
