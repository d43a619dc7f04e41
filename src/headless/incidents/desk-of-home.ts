import { openChainFile, type ChainFile } from '../home/chain-file.ts';
import { ownFolder } from '../home/files.ts';
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
    ...deps,
    append: appendTo(home, chain),
    log: { entries: () => entriesOf(chain.files), isOnly, retentionDays, ...(signal && { signal }) },
  });
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
