import { loadStyle } from './platform/load-style.ts';
import styles from './ui/limit/limit.css?url';

/** What counts a long pause down, and ends it where the customer wants that. It comes as a chunk of its own: most pauses end before. */
export { createAutoResumes } from './app/auto-resume.ts';
export { takeTurn } from './panels/take-turn.ts';
export { LimitRow } from './ui/limit/LimitRow.tsx';

export const styled = loadStyle(styles);
