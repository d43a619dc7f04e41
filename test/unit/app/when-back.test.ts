import { expect, it } from 'vitest';
import { whenBack } from '../../../src/app/when-back.ts';

it('tells once of a call that goes on, also after a transfer and back', () => {
  const back: string[] = [];
  const hear = whenBack((id) => back.push(id));
  const call = (state: 'ended' | 'unknown' | 'recording' | 'paused') =>
    hear([{ conversationId: 'a', state }]);
  call('unknown');
  call('ended');
  expect(back).toEqual([]);
  call('recording');
  call('paused');
  expect(back).toEqual(['a']);
  call('ended');
  call('recording');
  expect(back).toEqual(['a', 'a']);
});
