import { isJobId } from '../archive/decode-job.ts';
import type { WatchEvent } from './watch-event.ts';

const SHOWN_OF_AN_ID = 100;

/** Whether a call can be called so: the first one that cannot is told. */
export function createIdCheck(tell: (event: WatchEvent) => void): (conversationId: string) => boolean {
  let isTold = false;
  return (conversationId) => {
    if (isJobId(conversationId)) return true;
    if (!isTold) tell({ kind: 'no-id', conversationId: conversationId.slice(0, SHOWN_OF_AN_ID) });
    isTold = true;
    return false;
  };
}
