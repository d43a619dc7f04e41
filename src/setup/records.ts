import type { RecordStore } from '../installer/run-record.ts';

const KEY = 'rc1.installed';

/**
 * Records of the installer's runs in the storage of this page. Where a browser denies it they live as long as the page:
 * what is made is then known by the notes of its integrations once the installation is whole.
 */
export function recordsIn(storage: () => Pick<Storage, 'getItem' | 'setItem'>): RecordStore {
  let kept: string | undefined;
  return {
    async read() {
      try {
        return storage().getItem(KEY) ?? kept;
      } catch {
        return kept;
      }
    },
    async write(text) {
      kept = text;
      try {
        storage().setItem(KEY, text);
      } catch {
        // Denied or full: the page itself remembers.
      }
    },
  };
}
