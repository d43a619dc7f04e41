import { createAutoResumes } from './app/auto-resume.ts';
import type { LoadAutoResumes } from './app/by-itself.ts';
import type { BrowserSharing } from './panels/browser.ts';
import { takeTurn } from './panels/take-turn.ts';
import { loadStyle } from './platform/load-style.ts';
import styles from './ui/limit/limit.css?url';

/** What counts a long pause down, and ends it where the customer wants that. It comes as a chunk of its own: most pauses end before. */
export { LimitRow } from './ui/limit/LimitRow.tsx';

export const autoResumesIn =
  (sharing: BrowserSharing): Awaited<ReturnType<LoadAutoResumes>> =>
  (deps) =>
    createAutoResumes({ ...deps, takeTurn: takeTurn(sharing) });

export const styled = loadStyle(styles);
