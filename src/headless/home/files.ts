import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the user that runs the controller reads its files. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

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

/** Replaces a file as a whole: whoever reads it, also after a crash, finds the old or the new content and nothing between. */
export function replaceFile(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeDurably(temporary, 'w', content);
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** On the disk when it returns. */
export function appendDurably(file: string, content: string): void {
  writeDurably(file, 'a', content);
}

function writeDurably(file: string, flags: 'w' | 'a', content: string): void {
  const descriptor = openSync(file, flags, FILE_MODE);
  try {
    // To the last byte: `writeSync` may write less, and half a file would replace a whole one.
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
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
