import { execFileSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJobStore } from '../../../src/headless/archive/job-store.ts';
import type { Job } from '../../../src/headless/archive/job.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'job-store-'));
  for (const name of ['queue', 'finished', 'set-aside']) mkdirSync(join(home, name));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const IS_ROOT = process.getuid?.() === 0;
const KEY = 'a'.repeat(32);
const webhook = { key: KEY, body: '{}', state: 'waiting', attempts: 0, nextAt: 1 } as const;
const JOB: Job = {
  v: 1,
  conversationId: 'call-1',
  recorded: true,
  phase: 'ended',
  endedAt: 1,
  polls: 1,
  webhooks: { 'recording-1': webhook },
  flagged: ['recording-1 file-error'],
};
const LIVE: Job = {
  v: 1,
  conversationId: 'call-1',
  queueId: 'queue-1',
  recorded: false,
  phase: 'live',
  polls: 0,
  webhooks: {},
  flagged: [],
};
const whole = JSON.stringify(JOB);
const elsewhere = (): string => join(home, 'elsewhere');
const open = () => openJobStore(home, () => Date.now());

it.each([JOB, LIVE])('gives back what was saved', (job) => {
  open().save(job);
  expect(open().load()).toEqual({ jobs: [job], unreadable: [] });
});

const IN_PLACE: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ['a pipe', (path) => void execFileSync('mkfifo', [path]), /is no file/],
  ['a folder', (path) => void mkdirSync(path), /is no file/],
  ['a link', (path) => symlinkSync(elsewhere(), path), /is a symbolic link/],
  ['a link that leads nowhere', (path) => symlinkSync('/nowhere', path), /is a symbolic link/],
  ['a second name of a file', (path) => linkSync(elsewhere(), path), /has a second name/],
  [
    'a file of another user',
    (path) => {
      writeFileSync(path, whole);
      chownSync(path, 1_234, 1_234);
    },
    /belongs to another user/,
  ],
  [
    'a file of 3 GB',
    (path) => {
      writeFileSync(path, whole);
      truncateSync(path, 3e9);
    },
    /is longer than/,
  ],
  ['an empty file', (path) => writeFileSync(path, ''), /is no job/],
  ['no text', (path) => writeFileSync(path, Buffer.from([0, 255, 254, 10])), /is no job/],
  ['half a job', (path) => writeFileSync(path, whole.slice(0, -9)), /is no job/],
];

it.each(IN_PLACE.filter(([what]) => IS_ROOT || !what.includes('another user')))(
  'sets %s in place of a job aside, waits for nothing, and takes up the others',
  (_, make, why) => {
    writeFileSync(elsewhere(), whole);
    make(join(home, 'queue', 'call-1.json'));
    writeFileSync(join(home, 'queue', 'call-2.json'), JSON.stringify({ ...JOB, conversationId: 'call-2' }));
    const { jobs, unreadable } = open().load();
    expect(jobs.map(({ conversationId }) => conversationId)).toEqual(['call-2']);
    expect(unreadable).toEqual([
      { file: join(home, 'set-aside', 'unreadable-call-1.json'), why: expect.stringMatching(why) },
    ]);
    expect(readdirSync(join(home, 'queue'))).toEqual(['call-2.json']);
    expect(readFileSync(elsewhere(), 'utf8')).toBe(whole);
  },
);

const MEMBERS: readonly (readonly [string, object])[] = [
  ...Object.keys(JOB).map((name) => [`no ${name}`, { ...JOB, [name]: undefined }] as const),
  ['another version', { ...JOB, v: 2 }],
  ['the name of another file', { ...JOB, conversationId: 'call-2' }],
  ['a path for an id', { ...JOB, conversationId: '../call-1' }],
  ['no list of flags', { ...JOB, flagged: {} }],
  ['nothing for a webhook', { ...JOB, webhooks: { 'recording-1': null } }],
  ['a path for a key', { ...JOB, webhooks: { 'recording-1': { ...webhook, key: '../../precious' } } }],
  ...Object.keys(webhook).map(
    (name) =>
      [`a webhook without ${name}`, { ...JOB, webhooks: { r: { ...webhook, [name]: undefined } } }] as const,
  ),
];

it.each(MEMBERS)('takes a file with %s for no job', (_, job) => {
  writeFileSync(join(home, 'queue', 'call-1.json'), JSON.stringify(job));
  expect(open().load()).toMatchObject({ jobs: [], unreadable: [{ why: 'It is no job.' }] });
});

it('forgets what it has finished itself, and nothing else that stands there', () => {
  const put = (name: string, content: string) => {
    writeFileSync(join(home, 'finished', name), content);
    utimesSync(join(home, 'finished', name), 1, 1);
  };
  put('call-1', '');
  put('letter.txt', '');
  put('notes', 'mine');
  open();
  expect(readdirSync(join(home, 'finished')).toSorted()).toEqual(['letter.txt', 'notes']);
});

it('keeps what was set aside before, and counts only webhooks', () => {
  for (const text of ['one', 'two']) {
    writeFileSync(join(home, 'queue', 'call-1.json'), text);
    open().load();
  }
  open().setAside(webhook, 'refused');
  expect(readdirSync(join(home, 'set-aside')).toSorted()).toEqual([
    `${KEY}.json`,
    'unreadable-2-call-1.json',
    'unreadable-call-1.json',
  ]);
  expect(open().setAsideCount()).toBe(1);
});

it.each(['finished', 'queue', 'set-aside', 'intents'])(
  'opens although old folders and links stand among the files of %s',
  (name) => {
    mkdirSync(join(home, name), { recursive: true });
    const folder = join(home, name, 'folder.tmp');
    mkdirSync(folder);
    utimesSync(folder, 1, 1);
    symlinkSync('/nowhere', join(home, name, 'link'));
    expect(open().load().jobs).toEqual([]);
    expect(readdirSync(join(home, name)).toSorted()).toEqual(['folder.tmp', 'link']);
  },
);
