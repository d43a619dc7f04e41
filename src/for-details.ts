import type { LogForm } from './app/ports.ts';
import { seenPast } from './app/timeline/seen.ts';
import type { Rest } from './genesys/http/rest.ts';
import { callEntries } from './outbox/call-entries.ts';
import { loadStyle } from './platform/load-style.ts';
import type { DetailsPart } from './ui/agent/Details.tsx';
import { DetailsBody } from './ui/details/DetailsBody.tsx';
import { pausedBy, pausedSince } from './ui/details/marked-pause.tsx';
import { WhyPaused } from './ui/details/WhyPaused.tsx';
import styles from './ui/details/details.css?url';

/** What the log of this browser has of a call. Rejects when it cannot be read. */
const readLog = (conversationId: string) =>
  callEntries(conversationId, { storage: () => window.localStorage, log: { note: () => {} } });

/** With what only this click needs. */
const saveLog = (form: LogForm) => import('./save-log.ts').then((chunk) => chunk.saveLog(form));

/** A file that does not come is asked for again, ever more rarely. */
const AGAIN_AFTER_MS = 10_000;
const RAREST_MS = 600_000;

/** With what only a call needs that is over. While its file does not come nothing is said. */
export const followProof =
  (rest: Rest | undefined, load = () => import('./for-proof.ts')): DetailsPart['followProof'] =>
  ({ conversationId, clock, ...who }, show) => {
    let end = () => {};
    let isOver = false;
    const call = { ...who, readLog: () => readLog(conversationId), after: clock.after };
    const begin = (againMs: number): void =>
      void load().then(
        (chunk) => {
          if (!isOver && rest) end = chunk.followProof(rest, conversationId, call, show);
        },
        () => {
          if (!isOver) end = clock.after(againMs, () => begin(Math.min(2 * againMs, RAREST_MS)));
        },
      );
    begin(AGAIN_AFTER_MS);
    return () => {
      isOver = true;
      end();
    };
  };

const PausedBy = pausedBy(readLog);
const PausedSince = pausedSince(readLog);

export const styled = loadStyle(styles);

/** What stands below *Details*. It comes as a chunk of its own when an agent opens them for the first time. */
export const detailsOf = (rest: Rest | undefined): DetailsPart => ({
  Body: DetailsBody,
  Why: WhyPaused,
  PausedBy,
  PausedSince,
  seenPast,
  readLog,
  followProof: followProof(rest),
  saveLog,
});
