import { expect, it } from 'vitest';
import { readArguments } from '../../../src/installer/arguments.ts';

const URL = ['--url', 'https://rc.example'];
const read = (...more: string[]) => readArguments(['undo', ...URL, ...more]);

it.each(['--yes=no', '--yes=false', '--yes=', '--move=no', '--json=false'])(
  'takes no answer from a switch: %s',
  (given) =>
    expect(read(given)).toEqual({
      kind: 'wrong',
      message: expect.stringContaining(given) as unknown,
    }),
);

it.each([
  ['--url', 'https://other.example'],
  ['--url=https://rc.example'],
  ['--instance', 'a', '--instance', 'b'],
  ['--out', 'a', '--out=b'],
])('does not guess which of two was meant: %s', (...given) =>
  expect(read(...given)).toEqual({
    kind: 'wrong',
    message: expect.stringContaining('is given twice') as unknown,
  }),
);

it('takes several of what there may be several', () => {
  const found = readArguments([
    'apply',
    ...URL,
    '--queue=a',
    '--queue=b',
    '--only',
    'page',
    '--only',
    'widget',
  ]);
  expect(found).toMatchObject({
    kind: 'run',
    command: { yes: false, options: { queueIds: ['a', 'b'], faces: ['page', 'widget'] } },
  });
});

// Roles, group and client would go with the one face, and the others be left without them.
it.each(['widget', 'keeper', 'page', 'all'])('removes no single face: undo --only %s', (face) =>
  expect(read('--yes', '--only', face)).toEqual({
    kind: 'wrong',
    message: expect.stringContaining('undo removes the whole installation') as unknown,
  }),
);

it('offers --only where it means something', () => {
  const help = (verb: string) => {
    const found = readArguments([verb, '--help']);
    return found.kind === 'run' ? '' : JSON.stringify(found);
  };
  expect(help('apply')).toContain('--only');
  expect(help('undo')).toContain('--instance');
  expect(help('undo')).not.toContain('--only');
});
