import type { LogForm } from './app/ports.ts';
import { callEntries } from './outbox/call-entries.ts';
import { loadStyle } from './platform/load-style.ts';
import { pausedBy } from './ui/details/paused-by.tsx';
import styles from './ui/details/details.css?url';

/** What stands below *Details*. It comes as a chunk of its own when an agent opens them for the first time. */
export { seenPast } from './app/timeline/seen.ts';
export { WhyPaused as Why } from './ui/details/WhyPaused.tsx';
export { DetailsBody as Body } from './ui/details/DetailsBody.tsx';

/** What the log of this browser has of a call. Rejects when it cannot be read. */
export const readLog = (conversationId: string) =>
  callEntries(conversationId, { storage: () => window.localStorage, log: { note: () => {} } });

export const PausedBy = pausedBy(readLog);

/** With what only this click needs. */
export const saveLog = (form: LogForm) => import('./save-log.ts').then((chunk) => chunk.saveLog(form));

export const styled = loadStyle(styles);
