import { afterEach, expect, it, vi } from 'vitest';
import { isInSight, watchWhole } from '../../../src/ui/limit/in-sight.ts';

interface Place {
  readonly visibilityState?: string;
  readonly clientHeight?: number;
  readonly rect?: Partial<DOMRect>;
  /** What two fingers have enlarged. */
  readonly part?: { offsetLeft: number; offsetTop: number; width: number; height: number };
}
const element = ({ visibilityState = 'visible', clientHeight = 400, rect = {}, part }: Place): Element =>
  ({
    ownerDocument: {
      visibilityState,
      documentElement: { clientWidth: 320, clientHeight },
      defaultView: { visualViewport: part },
    },
    getBoundingClientRect: () => ({
      width: 320,
      height: 36,
      top: 100,
      bottom: 136,
      left: 0,
      right: 320,
      ...rect,
    }),
  }) as unknown as Element;

it.each<[isIn: boolean, what: string, place: Place]>([
  [true, 'within a visible page', {}],
  [true, 'at its very end', { rect: { top: 364.4, bottom: 400.4 } }],
  [false, 'on a page that is hidden', { visibilityState: 'hidden' }],
  [false, 'in a frame that is not shown: nothing in it has a size', { rect: { width: 0, height: 0 } }],
  [false, 'in a frame without a height', { clientHeight: 0 }],
  [false, 'half below what can be seen', { rect: { top: 380, bottom: 416 } }],
  [false, 'above it', { rect: { top: -10, bottom: 26 } }],
  [false, 'beside it', { rect: { left: 300, right: 620 } }],
  [
    true,
    'in a page that is not enlarged',
    { part: { offsetLeft: 0, offsetTop: 0, width: 320, height: 400 } },
  ],
  [false, 'outside of what is enlarged', { part: { offsetLeft: 0, offsetTop: 0, width: 160, height: 80 } }],
  [false, 'partly within it', { part: { offsetLeft: 0, offsetTop: 90, width: 160, height: 200 } }],
])('is %s of what stands %s', (isIn, _what, place) => {
  expect(isInSight(element(place))).toBe(isIn);
});

afterEach(() => void vi.unstubAllGlobals());

it('tells whether all of it is shown, and nothing where a browser cannot know', () => {
  const told: boolean[] = [];
  const row = element({});
  vi.stubGlobal('IntersectionObserver', undefined);
  watchWhole(row, (isWhole) => told.push(isWhole))();
  expect(told).toEqual([]);
  let report = (_ratio: number) => {};
  const seen: unknown[] = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(run: (entries: { intersectionRatio: number }[]) => void) {
        report = (intersectionRatio) => run([{ intersectionRatio }]);
      }
      observe = (one: unknown) => void seen.push(one);
      disconnect = () => void seen.push('disconnect');
    },
  );
  const stop = watchWhole(row, (isWhole) => told.push(isWhole));
  for (const ratio of [1, 0.5, 0.99, 0]) report(ratio);
  stop();
  expect(told).toEqual([true, false, true, false]);
  expect(seen).toEqual([row, 'disconnect']);
});
