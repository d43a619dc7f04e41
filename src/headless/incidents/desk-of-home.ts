import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openChainFile, type ChainFile } from '../home/chain-file.ts';
import { namesIn, ownFolder } from '../home/files.ts';
import { entriesOf } from '../home/log-lines.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { openDesk, type DeskDeps } from './open-desk.ts';

export interface HomeDeskDeps
  extends Pick<DeskDeps, 'database' | 'ids' | 'wall' | 'about'>, Omit<DeskDeps['log'], 'entries'> {
  readonly home: string;
}

/** The desk of a store whose steps stand in the audit log of this home. */
export function deskOfHome({
  home,
  isOnly,
  retentionDays,
  signal,
  ...deps
}: HomeDeskDeps): Promise<IncidentDesk> {
  const chain = openChainFile(home, { newChain: () => deps.ids.next() });
  return openDesk({
    erased: (conversationId) => eraseCarriedOver(home, conversationId),
    ...deps,
    append: appendTo(home, chain),
    log: { entries: () => entriesOf(chain.files), isOnly, retentionDays, ...(signal && { signal }) },
  });
}

/**
 * What a watch had left of a call before a service took its home over, and nobody reads any more. Only in folders of the home itself: a
 * link leads to somebody else's files.
 */
function eraseCarriedOver(home: string, conversationId: string): void {
  for (const folder of namesIn(home).filter((name) => name.startsWith('carried-over')))
    for (const part of ['queue', 'finished', 'set-aside']) {
      const place = join(home, folder, part);
      if (!isOwnFolder(join(home, folder)) || !isOwnFolder(place)) continue;
      for (const name of namesIn(place))
        if (
          name === conversationId ||
          name === `${conversationId}.json` ||
          isAbout(join(place, name), conversationId)
        )
          rmSync(join(place, name), { force: true });
    }
}

const isOwnFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** A webhook that was refused stands under its key, and names its call. */
function isAbout(path: string, conversationId: string): boolean {
  if (!path.endsWith('.json') || !lstatSync(path).isFile()) return false;
  return readFileSync(path, 'utf8').replaceAll('\\', '').includes(`"conversationId":"${conversationId}"`);
}

/** Beside whatever other process writes there. What the disk refuses is not tried again: a step that is refused must not come true later. */
function appendTo(home: string, chain: Pick<ChainFile, 'append'>): DeskDeps['append'] {
  return async (facts) => {
    try {
      ownFolder(home);
      await chain.append([facts]);
      return true;
    } catch {
      return false;
    }
  };
}
