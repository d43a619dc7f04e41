import { expect, it } from 'vitest';
import { isInSight } from '../../../src/ui/limit/in-sight.ts';

interface Place {
  readonly visibilityState?: string;
  readonly clientHeight?: number;
  readonly rect?: Partial<DOMRect>;
}
const element = ({ visibilityState = 'visible', clientHeight = 400, rect = {} }: Place): Element =>
  ({
    ownerDocument: { visibilityState, documentElement: { clientWidth: 320, clientHeight } },
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
])('is %s of what stands %s', (isIn, _what, place) => {
  expect(isInSight(element(place))).toBe(isIn);
});
