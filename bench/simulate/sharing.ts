import type { Broadcast, BrowserSharing, Locks } from '../../src/panels/browser.ts';
import type { Agenda } from './agenda.ts';
import type { PageEnd } from './network.ts';

interface Waiter {
  readonly page: PageEnd;
  readonly grant: () => void;
}

interface Ear {
  readonly page: PageEnd;
  readonly hear: (data: unknown) => void;
}

/** Web Locks and BroadcastChannel of one browser. */
export interface Shared {
  /** Locks are refused from now on; who holds one keeps it. */
  isDenied: boolean;
  of(page: PageEnd, heard: (data: unknown, deliver: () => void) => void, joins?: () => void): BrowserSharing;
}

export function createShared(agenda: Agenda, isDenied: boolean): Shared {
  const lines = new Map<string, Waiter[]>();
  const rooms = new Map<string, Set<Ear>>();

  function leaveLine(name: string, waiter: Waiter): void {
    const line = lines.get(name) ?? [];
    const wasFirst = line[0] === waiter;
    lines.set(
      name,
      line.filter((one) => one !== waiter),
    );
    if (wasFirst) lines.get(name)?.[0]?.grant();
  }

  const locksOf = (page: PageEnd): Locks => ({
    request(name, { signal, ifAvailable }, run) {
      if (shared.isDenied) return Promise.reject(new DOMException('Denied.', 'SecurityError'));
      if (ifAvailable === true && (lines.get(name) ?? []).length > 0)
        return new Promise((resolve) => {
          agenda.after(1, () => page.run(() => resolve(run(null))));
        });
      return new Promise((resolve, reject) => {
        let isGranted = false;
        const grant = (): void => {
          // Granting and everything after it is code of the page, in a task of its own.
          agenda.after(1, () => {
            if (!page.isAlive()) return leaveLine(name, waiter);
            page.run(() => {
              isGranted = true;
              const over = () => leaveLine(name, waiter);
              void run({}).then(
                (value) => {
                  over();
                  resolve(value);
                },
                (error: unknown) => {
                  over();
                  reject(error instanceof Error ? error : new Error(String(error)));
                },
              );
            });
          });
        };
        const waiter: Waiter = { page, grant };
        signal?.addEventListener('abort', () => {
          if (isGranted) return;
          leaveLine(name, waiter);
          reject(new DOMException('Aborted.', 'AbortError'));
        });
        page.onGone.push(() => agenda.after(1, () => leaveLine(name, waiter)));
        const line = lines.get(name) ?? [];
        line.push(waiter);
        lines.set(name, line);
        if (line.length === 1) grant();
      });
    },
  });

  const shared: Shared = {
    isDenied,
    of: (page, heard, joins) => ({
      locks: () => locksOf(page),
      broadcast(name): Broadcast {
        joins?.();
        const room = rooms.get(name) ?? new Set<Ear>();
        rooms.set(name, room);
        const own = new Set<Ear>();
        page.onGone.push(() => {
          for (const ear of own) room.delete(ear);
        });
        return {
          postMessage(data) {
            const copy: unknown = structuredClone(data);
            for (const ear of room) {
              if (own.has(ear)) continue;
              agenda.after(1, () => {
                if (room.has(ear)) ear.page.run(() => ear.hear(copy));
              });
            }
          },
          addEventListener(_type, run) {
            const ear: Ear = { page, hear: (data) => heard(data, () => run({ data })) };
            own.add(ear);
            room.add(ear);
          },
          close() {
            for (const ear of own) room.delete(ear);
          },
        };
      },
    }),
  };
  return shared;
}
