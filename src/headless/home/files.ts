import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Only the user that runs the controller reads its files. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** A link is an error, and a pipe in place of a file keeps nobody waiting. Windows knows neither. */
const CAREFULLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Replacing a file takes ms: what is older was left by a process that was killed. */
const LEFT_OVER_MS = 600_000;
const TEMPORARY = /\.tmp$/;

/** Nothing is written there: it may be somebody else's, or lead somewhere else. The message says why. */
export class NotOurs extends Error {}

/** The user of this process, where systems have such. */
const me = (): number | undefined => process.getuid?.();

function refuseIfForeign(path: string, { uid }: Stats): void {
  const mine = me();
  if (mine !== undefined && uid !== mine)
    throw new NotOurs(
      `${path} belongs to another user (${uid}, and this is ${mine}): nothing is written there.`,
    );
}

/** Throws unless the folder is one of our own, and no link to one. Parents may be anybody's. */
function checkFolder(folder: string): void {
  const found = lstatSync(folder);
  if (found.isSymbolicLink())
    throw new NotOurs(`${folder} is a symbolic link: nothing is written through it.`);
  if (!found.isDirectory()) throw new NotOurs(`${folder} is no folder: nothing is written there.`);
  refuseIfForeign(folder, found);
}

function checkFile(file: string, found: Stats): void {
  if (found.isSymbolicLink()) throw new NotOurs(`${file} is a symbolic link: nothing is written through it.`);
  if (!found.isFile()) throw new NotOurs(`${file} is no file: nothing is written there.`);
  if (found.nlink > 1) throw new NotOurs(`${file} has a second name elsewhere: nothing is written there.`);
  refuseIfForeign(file, found);
}

/** Throws unless the file, if it is there, is one of our own under this one name. */
export function checkFileIfAny(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found) checkFile(file, found);
}

/** Two names of one file that is there. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** A folder of our own; made when it is missing. */
export function ownFolder(folder: string): void {
  makeFolder(folder);
  checkFolder(folder);
}

/** Parents first. Node's own `recursive` tries for ever where a parent exists and lets nobody make folders, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: FOLDER_MODE });
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
}

/** Makes a file that is not there yet; false when something is, whatever it is. When it throws there is none. */
export function createFile(file: string, content: string | Uint8Array | Iterable<string>): boolean {
  let isMade = false;
  try {
    withFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, (descriptor) => {
      isMade = true;
      const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
      for (const piece of pieces) writeFileSync(descriptor, piece);
      fsyncSync(descriptor);
    });
    return true;
  } catch (error) {
    if (isMade) rmSync(file, { force: true });
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces a file as a whole: whoever reads it, also after a crash, finds the old or the new content and nothing between. */
export function replaceFile(file: string, content: string | Iterable<string>): void {
  checkFileIfAny(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    createFile(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

/** On the disk when it returns; when it throws, nothing was added. */
export function appendDurably(file: string, content: string): void {
  withFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, (descriptor) => {
    const { size } = fstatSync(descriptor);
    try {
      // To the last byte: `writeSync` may write less.
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } catch (error) {
      // A disk that is full took a part of it. To make a file shorter needs no space.
      ftruncateSync(descriptor, size);
      throw error;
    }
  });
}

/** Cuts what is behind these bytes. */
export function cutFile(file: string, bytes: number): void {
  withFile(file, constants.O_WRONLY, (descriptor) => ftruncateSync(descriptor, bytes));
}

function withFile(file: string, flags: number, work: (descriptor: number) => void): void {
  const descriptor = openOwn(file, flags);
  try {
    work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openOwn(file: string, flags: number): number {
  let descriptor: number;
  try {
    descriptor = openSync(file, flags | CAREFULLY, FILE_MODE);
  } catch (error) {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (codeOf(error) !== 'EEXIST' && found) checkFile(file, found);
    throw error;
  }
  try {
    // Of what is open, not of the name: that could be exchanged in between.
    checkFile(file, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Removes what a process that was killed left half made. */
export function clearLeftOvers(folder: string, wall: number): void {
  for (const name of readdirSync(folder).filter((each) => TEMPORARY.test(each))) {
    const file = join(folder, name);
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found && wall - found.mtimeMs > LEFT_OVER_MS) rmSync(file, { force: true });
  }
}

/** A rename is durable once its folder is; where folders cannot be synced (Windows) the system does it by itself. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Nothing more can be done here.
  }
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why a folder cannot be used, for people. */
export const diskSentence = (folder: string, error: unknown): string =>
  error instanceof NotOurs
    ? error.message
    : `${folder} cannot be written${codeOf(error) ? ` (${WORDS[codeOf(error) ?? ''] ?? codeOf(error)})` : ''}.`;

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EIO: 'the disk answers with an error',
  ENOTDIR: 'a part of the path is no folder',
};
