/** What is used of `navigator.locks`. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    /** Without a lock where it was to be had at once or not at all, and somebody has it. */
    run: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

/** What is used of a `BroadcastChannel`. */
export interface Broadcast {
  postMessage(data: unknown): void;
  addEventListener(type: 'message', run: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** Each throws where the browser denies it, so that it is called only when needed. */
export interface BrowserSharing {
  locks(): Locks;
  broadcast(name: string): Broadcast;
}
