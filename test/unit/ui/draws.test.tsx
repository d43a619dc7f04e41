// @vitest-environment happy-dom
import { options, type VNode } from 'preact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateBlock } from '../../../src/ui/agent/StateBlock.tsx';
import { cleanUp, showAll as show } from './show.ts';
import { makeCall, makeSafeCall, ready } from './views.ts';

/** Conversation ids in the order in which their state was drawn. */
let drawn: string[] = [];
const { diffed } = options;

beforeEach(() => {
  drawn = [];
  options.diffed = (node: VNode) => {
    const { type, props } = node as VNode<Parameters<typeof StateBlock>[0]>;
    if ((type as unknown) === StateBlock) drawn.push(props.view.conversationId);
    diffed?.(node);
  };
});
afterEach(() => {
  if (diffed) options.diffed = diffed;
  else delete options.diffed;
  cleanUp();
});

const idOf = (n: number) => `${String(n).padStart(8, '0')}-77d0-4c7e-9a55-0d6a3f5b1e42`;
const calls = (count: number) =>
  Array.from({ length: count }, (_, n) => makeCall({ conversationId: idOf(n) }));

it.each([2, 10, 30])('draws the call whose view is another one, and no other of %i', (count) => {
  const before = calls(count);
  const { view, root } = show(ready(...before));
  expect(drawn).toHaveLength(count);
  drawn = [];
  view.value = ready(...before.with(1, makeSafeCall({ conversationId: idOf(1) })));
  expect(drawn).toEqual([idOf(1)]);
  expect(root.querySelectorAll('[data-safe]')).toHaveLength(1);
});

it('draws nothing of a call when the list is another one and no view is', () => {
  const before = calls(3);
  const { view } = show(ready(...before));
  drawn = [];
  view.value = ready(...before);
  expect(drawn).toEqual([]);
});

it('draws every call anew when the words are others', async () => {
  const { root, clock } = show(ready(...calls(2)), 'de-DE');
  clock.pass(400);
  await expect.poll(() => root.textContent).toContain('Aufnahme');
  expect(new Set(drawn)).toEqual(new Set([idOf(0), idOf(1)]));
});

it('draws the last call of several anew: its heading goes', () => {
  const [first, second] = calls(2);
  const { view, root } = show(ready(first!, second!));
  expect(root.querySelectorAll('h2')).toHaveLength(2);
  drawn = [];
  view.value = ready(first!);
  expect(root.querySelectorAll('h2')).toHaveLength(0);
  expect(drawn).toEqual([idOf(0)]);
});
