import type { LogForm } from './app/ports.ts';
import { seenPast } from './app/timeline/seen.ts';
import type { Rest } from './genesys/http/rest.ts';
import { callEntries } from './outbox/call-entries.ts';
import { loadStyle } from './platform/load-style.ts';
import type { DetailsPart } from './ui/agent/Details.tsx';
import { DetailsBody } from './ui/details/DetailsBody.tsx';
import { pausedBy } from './ui/details/paused-by.tsx';
import { WhyPaused } from './ui/details/WhyPaused.tsx';
import styles from './ui/details/details.css?url';

/** What the log of this browser has of a call. Rejects when it cannot be read. */
const readLog = (conversationId: string) =>
  callEntries(conversationId, { storage: () => window.localStorage, log: { note: () => {} } });

/** With what only this click needs. */
const saveLog = (form: LogForm) => import('./save-log.ts').then((chunk) => chunk.saveLog(form));

/** With what only a call needs that is over. A file that does not come says nothing. */
const followProof =
  (rest: Rest | undefined): DetailsPart['followProof'] =>
  ({ conversationId, clock, ...who }, show) => {
    let end = () => {};
    let isOver = false;
    const call = { ...who, readLog: () => readLog(conversationId), after: clock.after };
    import('./for-proof.ts').then(
      (chunk) => {
        if (!isOver && rest) end = chunk.followProof(rest, conversationId, call, show);
      },
      () => {},
    );
    return () => {
      isOver = true;
      end();
    };
  };

const PausedBy = pausedBy(readLog);

export const styled = loadStyle(styles);

/** What stands below *Details*. It comes as a chunk of its own when an agent opens them for the first time. */
export const detailsOf = (rest: Rest | undefined): DetailsPart => ({
  Body: DetailsBody,
  Why: WhyPaused,
  PausedBy,
  seenPast,
  readLog,
  followProof: followProof(rest),
  saveLog,
});
