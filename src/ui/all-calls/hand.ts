import type { UiClock } from '../agent/ui.ts';

/** A pointer that has not moved for this long has been left lying: it may lie there all day. */
const RESTS_AFTER_MS = 10_000;

/** Rows that are pressed one after the other keep their order for this long. */
const QUIET_MS = 2_000;
/** A pointer that has not moved for this long is not on its way to a press. */
const STILL_MS = 1_000;

const PRESS = ['pointerdown', 'pointerup', 'pointercancel'] as const;

/** What a hand is doing in a list, by pointer or keyboard. It outlives a list that is drawn anew. */
export interface Hand {
  /** Somebody points at the list, works in it or presses anything: nothing in it may move. */
  isBusy(list: Element | null): boolean;
  /** The call that is pointed at: what stands above it may not grow either. */
  readonly at: string | undefined;
  /** It lies still: what has gone below it need not leave a gap for ever. */
  readonly isResting: boolean;
  /** No pointer has moved or pressed anywhere in the page of late, and no row has come: rows may take another order. */
  readonly isQuiet: boolean;
  /** A row has come, or something else after which nothing may move at once. */
  stir(): void;
  /** It is still for long enough that what is above it may grow, if what it points at stays where it is. */
  readonly isStill: boolean;
  point(event: { readonly target: EventTarget | null; readonly currentTarget: Element }): void;
  leave(): void;
  /** `changed` is called when the hand does something else. */
  watch(changed: () => void): void;
  stop(): void;
}

export function createHand(clock: UiClock): Hand {
  let changed = () => {};
  let points = false;
  let isPressed = false;
  let isResting = false;
  let at: string | undefined;
  let cancelRest = () => {};
  let stirredAt = -Infinity;
  let cancelQuiet: (() => void) | undefined;

  function tell(now: { readonly points: boolean; readonly at: string | undefined; readonly rests: boolean }) {
    if (now.points === points && now.at === at && now.rests === isResting) return;
    ({ points, at, rests: isResting } = now);
    changed();
  }

  const quietMs = () => clock.steady() - stirredAt;

  function stir(): void {
    stirredAt = clock.steady();
    cancelQuiet ??= clock.after(STILL_MS, settle);
  }

  function settle(): void {
    const next = quietMs() < STILL_MS ? STILL_MS : QUIET_MS;
    const leftMs = next - quietMs();
    cancelQuiet = leftMs > 0 ? clock.after(leftMs, settle) : undefined;
    if (next === QUIET_MS) changed();
  }

  function rest(): void {
    cancelRest();
    cancelRest = clock.after(RESTS_AFTER_MS, () => tell({ points, at, rests: true }));
  }

  /**
   * A press takes the focus away when it goes down. What holds its place for the focus lets go only when the press is over,
   * or the button below the pointer would move away from it.
   */
  function press({ type }: Event): void {
    stir();
    if (type === 'pointerdown') isPressed = true;
    else
      clock.after(0, () => {
        isPressed = false;
        changed();
      });
  }

  return {
    // The keyboard of a window that has not the focus works elsewhere, whatever had the focus here.
    isBusy: (list) =>
      isPressed || points || (document.hasFocus() && (list?.contains(document.activeElement) ?? false)),
    get at() {
      return at;
    },
    get isResting() {
      return isResting;
    },
    get isQuiet() {
      return quietMs() >= QUIET_MS;
    },
    get isStill() {
      return !isPressed && quietMs() >= STILL_MS;
    },
    stir,
    point({ target, currentTarget }) {
      const child = [...currentTarget.children].find((one) => one.contains(target as Node | null));
      rest();
      tell({ points: true, at: child?.getAttribute('data-place') ?? undefined, rests: false });
    },
    leave() {
      cancelRest();
      tell({ points: false, at: undefined, rests: false });
    },
    watch(run) {
      changed = run;
      if (points && !isResting) rest();
      if (quietMs() < QUIET_MS) cancelQuiet ??= clock.after(STILL_MS, settle);
      for (const type of PRESS) document.addEventListener(type, press, true);
      document.addEventListener('pointermove', stir, true);
    },
    stop() {
      for (const type of PRESS) document.removeEventListener(type, press, true);
      document.removeEventListener('pointermove', stir, true);
      changed = () => {};
      cancelQuiet?.();
      cancelQuiet = undefined;
      cancelRest();
    },
  };
}
