import type { BrowserSharing } from '../../../src/panels/browser.ts';

interface Waiting {
  readonly run: (lock: unknown) => Promise<void>;
  readonly give: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
  readonly frame: object;
}

/** Web Locks and BroadcastChannel of one browser in memory: locks first come, first served; messages in order, later. */
export function fakeBrowser() {
  const queues = new Map<string, Waiting[]>();
  const members = new Set<{ frame: object; name: string; deliver(data: unknown): void }>();
  const frozen = new Set<object>();
  const gone = new Set<object>();
  /** Everything that was ever posted. */
  const posted: unknown[] = [];

  function grantNext(name: string) {
    const [first] = queues.get(name) ?? [];
    if (first === undefined) return;
    void Promise.resolve()
      .then(() => first.run({}))
      .then(first.give, first.fail)
      .then(() => drop(name, first));
  }
  function drop(name: string, one: Waiting) {
    const queue = queues.get(name) ?? [];
    const at = queue.indexOf(one);
    if (at === -1) return;
    queue.splice(at, 1);
    if (at === 0) grantNext(name);
  }

  /** The browser as one frame sees it. */
  function frame() {
    const self = {};
    const sharing: BrowserSharing = {
      locks: () => ({
        request: (name, { signal, ifAvailable }, run) =>
          new Promise((give, fail) => {
            const one = { run, give, fail, frame: self };
            const queue = queues.get(name) ?? [];
            if (ifAvailable === true && queue.length > 0) return give(run(null));
            queues.set(name, [...queue, one]);
            signal?.addEventListener('abort', () => {
              if (queues.get(name)?.[0] === one) return;
              drop(name, one);
              fail(new DOMException('The request was aborted.', 'AbortError'));
            });
            if (queue.length === 0) grantNext(name);
          }),
      }),
      broadcast(name) {
        const listeners = new Set<(event: { data: unknown }) => void>();
        const member = {
          frame: self,
          name,
          deliver: (data: unknown) => {
            for (const run of listeners) run({ data });
          },
        };
        members.add(member);
        return {
          addEventListener: (_type, run) => void listeners.add(run),
          close: () => void members.delete(member),
          postMessage(data) {
            if (gone.has(self) || frozen.has(self)) return;
            posted.push(data);
            const copy: unknown = structuredClone(data);
            const others = [...members].filter((one) => one !== member && one.name === name);
            void Promise.resolve().then(() => {
              for (const one of others) if (members.has(one) && !frozen.has(one.frame)) one.deliver(copy);
            });
          },
        };
      },
    };
    return {
      sharing,
      /** The host takes the iframe away: no code of it runs any more, and the browser frees what it held. */
      remove() {
        gone.add(self);
        for (const member of members) if (member.frame === self) members.delete(member);
        for (const [name, queue] of queues) for (const one of queue) if (one.frame === self) drop(name, one);
      },
      /** It keeps its lock and neither hears nor says anything. */
      freeze: () => void frozen.add(self),
      thaw: () => void frozen.delete(self),
    };
  }

  return { frame, posted, holders: () => [...queues.values()].filter((queue) => queue.length > 0).length };
}

export type FakeFrame = ReturnType<ReturnType<typeof fakeBrowser>['frame']>;

/** As where third-party storage is blocked. */
export const deniedSharing: BrowserSharing = {
  locks: () => {
    throw new DOMException('Access to the Locks API is denied in this context.', 'SecurityError');
  },
  broadcast: () => {
    throw new DOMException('denied', 'SecurityError');
  },
};
