import { fstatSync, writeFileSync } from 'node:fs';
import { codeOf } from '../home/files.ts';

/** One of the two streams of a process. */
export interface StandardOutput {
  write(text: string): void;
  /** Resolves once the reader has what was written, or will never have it. */
  drained(): Promise<void>;
}

/** How it ended: a reader that went away (`| head`) wants no more; anything else has lost what was to be said. */
export type OutputEnd = 'reader-left' | { readonly error: string };

/**
 * A file or a device is written here to the last byte: Node's own stream takes a short write, as a disk that fills up
 * gives it, for a whole one.
 */
export function standardOutput(
  stream: NodeJS.WriteStream & { readonly fd: number },
  ended: (end: OutputEnd) => void,
): StandardOutput {
  let isOver = false;
  const failed = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    const code = codeOf(error) ?? 'an unknown error';
    ended(code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' ? 'reader-left' : { error: code });
  };
  stream.on('error', failed);
  const isOnDisk = !stream.isTTY && isFileOrDevice(stream.fd);
  return {
    write(text) {
      if (isOver) return;
      try {
        if (isOnDisk) writeFileSync(stream.fd, text);
        else stream.write(text);
      } catch (error) {
        failed(error);
      }
    },
    drained: () =>
      isOver || isOnDisk ? Promise.resolve() : new Promise((resolve) => stream.write('', () => resolve())),
  };
}

function isFileOrDevice(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isFile() || found.isCharacterDevice();
  } catch {
    return false;
  }
}
