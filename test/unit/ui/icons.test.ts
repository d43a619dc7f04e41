import { expect, it } from 'vitest';
import { Icon } from '../../../src/ui/icons.tsx';

const shapes = ['unknown', 'checking', 'recording', 'paused', 'held', 'warning', 'pause', 'close'] as const;

// An element that is drawn again keeps hold of where it was drawn first: all day long, of every call that was ever in sight.
it.each(shapes)('draws %s anew each time', (shape) => {
  expect(Icon({ shape }).props.children).not.toBe(Icon({ shape }).props.children);
});
