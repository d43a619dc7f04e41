import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createFile, readOwnFile } from '../home/files.ts';

/** Who this is among those that work on one store: the same after a kill, so that its queues need not wait until it is taken for dead. */
export function workerOf(home: string): string {
  const file = join(home, 'worker');
  createFile(file, randomUUID());
  const worker = readOwnFile(file)?.trim();
  if (!worker) throw new Error('The file of the worker was emptied.');
  return worker;
}
