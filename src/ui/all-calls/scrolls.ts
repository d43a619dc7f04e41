import type { UiClock } from '../agent/ui.ts';

/** Touch, a smooth wheel and a scroll bar go on scrolling with no longer a break than this. */
const GOES_ON_MS = 300;

const KEYS = /^(Arrow|Page|Home$|End$|Tab$)/;

/** Beside what the page shows, or the middle button: what follows is a drag that scrolls. */
const isDrag = ({ button, clientX, clientY }: PointerEvent): boolean => {
  const { clientWidth, clientHeight } = document.documentElement;
  return button === 1 || clientX >= clientWidth || clientY >= clientHeight;
};

/** Which scrolls of the page are the agent's own: by wheel, touch, keys or scroll bar. */
export interface Scrolls {
  readonly isByAgent: boolean;
  /** `scrolled` is called when the page has scrolled, whoever did it. */
  watch(scrolled: () => void): void;
  stop(): void;
}

export function createScrolls(clock: UiClock): Scrolls {
  let lastAt = -Infinity;
  let isDragged = false;
  let scrolled = () => {};

  const isByAgent = () => isDragged || clock.steady() - lastAt < GOES_ON_MS;
  const input = () => {
    lastAt = clock.steady();
  };
  const listeners = {
    wheel: input,
    touchmove: input,
    keydown: ({ key }: KeyboardEvent) => KEYS.test(key) && input(),
    pointerdown: (event: PointerEvent) => {
      isDragged = isDrag(event);
    },
    pointermove: ({ buttons }: PointerEvent) => {
      if (buttons === 0) isDragged = false;
    },
    scroll: ({ target }: Event) => {
      if (target !== document) return;
      if (isByAgent()) input();
      scrolled();
    },
  };
  const each = Object.entries(listeners) as [string, EventListener][];

  return {
    get isByAgent() {
      return isByAgent();
    },
    watch(run) {
      scrolled = run;
      for (const [type, listener] of each)
        document.addEventListener(type, listener, { capture: true, passive: true });
    },
    stop() {
      for (const [type, listener] of each) document.removeEventListener(type, listener, true);
    },
  };
}
