import { isId } from './record.ts';
import { readRecord, withRecord, type RecordStore } from './run-record.ts';

export interface RecordingRun {
  /** Before anything is made: from here on a mark with this token is one of ours. */
  begun(): Promise<void>;
  made(key: string, id: string): Promise<void>;
  /** Everything is taken away. */
  undone(): Promise<void>;
}

/** Keeps the record of one installation while a run makes and takes away. */
export function recordingRun(store: RecordStore, name: string, token: string): RecordingRun {
  const ids = async () => new Map(readRecord(await store.read(), name)?.ids);
  const write = async (all: ReadonlyMap<string, string>) =>
    store.write(withRecord(await store.read(), name, { token, ids: all }));
  return {
    begun: async () => write(await ids()),
    async made(key, id) {
      if (isId(id)) await write((await ids()).set(key, id));
    },
    undone: async () => store.write(withRecord(await store.read(), name, undefined)),
  };
}
