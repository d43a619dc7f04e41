import type { Hook } from './protocol.ts';

/** The platform's limit for interaction widgets of one agent. */
export const MAX_FRAMES = 10;

export type FramePhase = 'loading' | 'bootstrapping' | 'running' | 'stopping';

export interface Frame {
  phase: FramePhase;
  /** Position in the order of showing; the smallest is stopped first. */
  lastShown: number;
  /** What the app was told last. The first show is told by nothing, so a frame begins as visible. */
  told: 'visible' | 'hidden';
}

export interface Pool {
  frames: ReadonlyMap<string, Frame>;
  selected: string | undefined;
  shows: number;
}

export type PoolEvent =
  /** The agent looks at this interaction; undefined = at one without the app, or at none. */
  | { kind: 'shown'; conversationId: string | undefined }
  | { kind: 'loaded' | 'bootstrapped' | 'bootstrap-timed-out'; conversationId: string }
  | { kind: 'stopped' | 'stop-timed-out'; conversationId: string }
  /** ended: the interaction is over for the agent, so the app is stopped. vanished: it never was. */
  | { kind: 'ended' | 'vanished'; conversationId: string }
  /** reclaimed: stopped in the middle of a call, for want of memory. reloaded: loaded anew without any word to it. */
  | { kind: 'reclaimed' | 'reloaded'; conversationId: string };

export type PoolEffect =
  | { kind: 'create' | 'remove'; conversationId: string }
  | { kind: 'hook'; conversationId: string; hook: Hook };

type Hooks = Readonly<Record<Hook, boolean>>;

export const EMPTY_POOL: Pool = { frames: new Map(), selected: undefined, shows: 0 };

/** How the host treats its frames: what is loaded, told, stopped and removed, as data for whoever owns the iframes. */
export function poolTransition(
  pool: Pool,
  event: PoolEvent,
  hooks: Hooks,
): { pool: Pool; effects: PoolEffect[] } {
  const draft = new Draft(pool, hooks);
  draft.apply(event);
  return { pool: draft.result(), effects: draft.effects };
}

class Draft {
  readonly effects: PoolEffect[] = [];
  readonly #frames: Map<string, Frame>;
  readonly #hooks: Hooks;
  #selected: string | undefined;
  #shows: number;

  constructor(pool: Pool, hooks: Hooks) {
    this.#frames = new Map(pool.frames);
    this.#selected = pool.selected;
    this.#shows = pool.shows;
    this.#hooks = hooks;
  }

  result(): Pool {
    return { frames: this.#frames, selected: this.#selected, shows: this.#shows };
  }

  apply(event: PoolEvent): void {
    if (event.kind === 'shown') return this.#show(event.conversationId);
    const id = event.conversationId;
    const frame = this.#frames.get(id);
    if (frame === undefined) {
      if (event.kind === 'ended' || event.kind === 'vanished') this.#unselect(id);
      return undefined;
    }
    switch (event.kind) {
      case 'loaded':
        return this.#loaded(id, frame);
      case 'bootstrapped':
      case 'bootstrap-timed-out':
        return this.#running(id, frame);
      case 'stopped':
      case 'stop-timed-out':
        // An app may say `stopped` unasked; Genesys does not remove it for that.
        return frame.phase === 'stopping' ? this.#remove(id) : undefined;
      case 'ended':
        this.#unselect(id);
        return this.#stop(id, frame);
      case 'vanished':
        this.#unselect(id);
        return this.#remove(id);
      case 'reclaimed':
        return this.#stop(id, frame);
      case 'reloaded':
        this.effects.push({ kind: 'remove', conversationId: id });
        return this.#load(id, frame.lastShown);
    }
  }

  #show(id: string | undefined): void {
    const before = this.#selected;
    if (before === id) return;
    this.#selected = id;
    if (before !== undefined) this.#tell(before);
    if (id === undefined) return;
    this.#shows += 1;
    const frame = this.#frames.get(id);
    if (frame === undefined) this.#create(id);
    else this.#frames.set(id, { ...frame, lastShown: this.#shows });
    this.#tell(id);
  }

  #create(id: string): void {
    const alive = [...this.#frames].filter(([, frame]) => frame.phase !== 'stopping');
    if (alive.length >= MAX_FRAMES) {
      const oldest = alive.reduce((a, b) => (b[1].lastShown < a[1].lastShown ? b : a));
      this.#stop(...oldest);
    }
    this.#load(id, this.#shows);
  }

  #load(id: string, lastShown: number): void {
    this.#frames.set(id, { phase: 'loading', lastShown, told: 'visible' });
    this.effects.push({ kind: 'create', conversationId: id });
  }

  #loaded(id: string, frame: Frame): void {
    // An iframe loads again when the app navigates to sign in; the hook is not repeated for that.
    if (frame.phase !== 'loading') return;
    if (!this.#hooks.bootstrap) return this.#running(id, frame);
    this.#frames.set(id, { ...frame, phase: 'bootstrapping' });
    this.effects.push({ kind: 'hook', conversationId: id, hook: 'bootstrap' });
  }

  #running(id: string, frame: Frame): void {
    if (frame.phase !== 'loading' && frame.phase !== 'bootstrapping') return;
    this.#frames.set(id, { ...frame, phase: 'running' });
    this.#tell(id);
  }

  /** Focus and blur reach an app only while it runs; what it missed before is made up for then. */
  #tell(id: string): void {
    const frame = this.#frames.get(id);
    const now = this.#selected === id ? 'visible' : 'hidden';
    if (frame?.phase !== 'running' || frame.told === now) return;
    this.#frames.set(id, { ...frame, told: now });
    const hook = now === 'visible' ? 'focus' : 'blur';
    if (this.#hooks[hook]) this.effects.push({ kind: 'hook', conversationId: id, hook });
  }

  #stop(id: string, frame: Frame): void {
    if (frame.phase === 'stopping') return;
    if (!this.#hooks.stop) return this.#remove(id);
    this.#frames.set(id, { ...frame, phase: 'stopping' });
    this.effects.push({ kind: 'hook', conversationId: id, hook: 'stop' });
  }

  #remove(id: string): void {
    this.#frames.delete(id);
    this.effects.push({ kind: 'remove', conversationId: id });
    // The agent came back to an interaction while its frame was being stopped.
    if (this.#selected === id) this.#create(id);
  }

  #unselect(id: string): void {
    if (this.#selected === id) this.#selected = undefined;
  }
}
