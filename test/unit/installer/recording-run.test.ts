import { expect, it } from 'vitest';
import { recordingRun } from '../../../src/installer/recording-run.ts';
import { readRecord, type RecordStore } from '../../../src/installer/run-record.ts';

const ID = '00000000-0000-4000-8000-000000000001';

function run() {
  let text: string | undefined;
  const store: RecordStore = { read: async () => text, write: async (next) => void (text = next) };
  return { recording: recordingRun(store, 'here a', '0a0b0c0d'), read: () => readRecord(text, 'here a') };
}

it('tells the token of a mark to nobody before it has recorded it, and forgets it when the id is known', async () => {
  const { recording, read } = run();
  const token = await recording.making('role.agent');
  expect(token).not.toBe('0a0b0c0d');
  expect(read()?.making.get('role.agent')).toBe(token);
  expect(await recording.making('group.agents')).not.toBe(token);
  await recording.made('role.agent', ID);
  expect(read()?.making.has('role.agent')).toBe(false);
  expect(read()?.ids.get('role.agent')).toBe(ID);
});

it('gives a thing whose answer was lost the same token again, until it is found', async () => {
  const { recording, read } = run();
  const token = await recording.making('role.agent');
  expect(await recording.making('role.agent')).toBe(token);
  await recording.found(new Map([['group.agents', ID]]));
  expect(read()?.making.get('role.agent')).toBe(token);
  expect(read()?.ids.size).toBe(0);
  await recording.found(new Map([['role.agent', ID]]));
  expect(read()?.making.size).toBe(0);
  expect(read()?.ids.get('role.agent')).toBe(ID);
});
