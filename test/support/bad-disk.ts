import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Root is allowed everything: for it a disk must really be read-only, full, or somebody's. */
const IS_ROOT = process.getuid?.() === 0;
const SOMEBODY = 1_234;

const mount = (folder: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]).status === 0;

/** Whether this machine lets tests mount small disks of their own. */
const CAN_MOUNT = ((): boolean => {
  if (!IS_ROOT) return false;
  const folder = mkdtempSync(join(tmpdir(), 'mount-'));
  const can = mount(folder, 'size=64k');
  if (can) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return can;
})();

export interface BadDisk {
  readonly home: string;
  /** What must not change: everything that is somebody else's. */
  untouched(): string;
  /** The disk works again. */
  repair?(): void;
  clean(): void;
}

interface Kind {
  /** `watch` waits for it; otherwise it refuses to start there. */
  readonly waits: boolean;
  readonly possible: boolean;
  /** What stands in the place of the journal cannot be read: whoever asks for it is told. */
  readonly unreadable?: boolean;
  make(base: string): { home: string; victim?: string; repair?: () => void; umount?: string };
}

const home = (base: string): string => {
  const folder = join(base, 'home');
  mkdirSync(folder, { mode: 0o700 });
  return folder;
};
const victim = (base: string): string => {
  const file = join(base, 'victim');
  writeFileSync(file, '');
  return file;
};
const fill = (folder: string): void => {
  for (const bytes of [4_096, 1])
    try {
      for (let n = 0; ; n += 1) writeFileSync(join(folder, `fill-${bytes}-${n}`), 'x'.repeat(bytes));
    } catch {
      // Full.
    }
};

/** How the folder of the journal can be bad. */
export const DISKS = {
  full: {
    waits: true,
    possible: CAN_MOUNT,
    make(base) {
      const folder = home(base);
      mount(folder, 'size=64k,mode=0700');
      fill(folder);
      return {
        home: folder,
        umount: folder,
        repair: () => void spawnSync('mount', ['-o', 'remount,size=4m', folder]),
      };
    },
  },
  'read-only': {
    waits: true,
    possible: CAN_MOUNT || !IS_ROOT,
    make(base) {
      const folder = home(base);
      if (!IS_ROOT) {
        chmodSync(folder, 0o500);
        return { home: folder, repair: () => chmodSync(folder, 0o700) };
      }
      mount(folder, 'size=4m,mode=0700,ro');
      return {
        home: folder,
        umount: folder,
        repair: () => void spawnSync('mount', ['-o', 'remount,rw', folder]),
      };
    },
  },
  'of another user': {
    waits: false,
    possible: true,
    make(base) {
      if (!IS_ROOT) return { home: '/usr' };
      const folder = home(base);
      chownSync(folder, SOMEBODY, SOMEBODY);
      return { home: folder, victim: folder };
    },
  },
  'a link to another folder': {
    waits: false,
    possible: true,
    make(base) {
      const folder = home(base);
      const link = join(base, 'link');
      symlinkSync(folder, link);
      return { home: link, victim: folder };
    },
  },
  'with links in place of its files': {
    waits: false,
    possible: true,
    make(base) {
      const folder = home(base);
      const file = victim(base);
      symlinkSync(file, join(folder, 'audit.jsonl'));
      for (const name of ['audit.lock', 'watched-until'])
        symlinkSync(join(base, 'planted'), join(folder, name));
      return { home: folder, victim: file };
    },
  },
  'with links in place of its folders': {
    waits: false,
    possible: true,
    make(base) {
      const folder = home(base);
      const other = join(base, 'other');
      mkdirSync(other);
      for (const name of ['intents', 'queue']) symlinkSync(other, join(folder, name));
      return { home: folder, victim: other };
    },
  },
  'with a journal of another user': {
    waits: false,
    possible: IS_ROOT,
    make(base) {
      const folder = home(base);
      const file = join(folder, 'audit.jsonl');
      writeFileSync(file, '');
      chownSync(file, SOMEBODY, SOMEBODY);
      return { home: folder, victim: file };
    },
  },
  'with a pipe in place of the journal': {
    waits: false,
    possible: process.platform !== 'win32',
    unreadable: true,
    make(base) {
      const folder = home(base);
      spawnSync('mkfifo', [join(folder, 'audit.jsonl')]);
      return { home: folder };
    },
  },
  'with a folder in place of the journal': {
    waits: false,
    possible: true,
    unreadable: true,
    make(base) {
      const folder = home(base);
      mkdirSync(join(folder, 'audit.jsonl'));
      return { home: folder, victim: join(folder, 'audit.jsonl') };
    },
  },
  'a file': {
    waits: false,
    possible: true,
    make(base) {
      const file = victim(base);
      return { home: file, victim: file };
    },
  },
  'below a file': {
    waits: true,
    possible: true,
    make(base) {
      const file = victim(base);
      return { home: join(file, 'home'), victim: file };
    },
  },
} as const satisfies Record<string, Kind>;

export type DiskName = keyof typeof DISKS;

export const isUnreadable = (name: DiskName): boolean => (DISKS[name] as Kind).unreadable === true;

export function badDisk(name: DiskName): BadDisk {
  const kind: Kind = DISKS[name];
  const base = mkdtempSync(join(tmpdir(), 'disk-'));
  const { home: folder, victim: other, repair, umount } = kind.make(base);
  return {
    home: folder,
    untouched: () => (other === undefined ? '' : stateOf(other)),
    ...(repair && { repair }),
    clean() {
      if (umount !== undefined) spawnSync('umount', ['-l', umount]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function stateOf(path: string): string {
  const found = statSync(path);
  const content = found.isDirectory() ? readdirSync(path).join() : readFileSync(path, 'utf8');
  return `${found.mtimeMs} ${found.uid} ${content}`;
}
