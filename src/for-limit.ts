import { loadStyle } from './platform/load-style.ts';
import styles from './ui/limit/limit.css?url';

/** What counts a long pause down. It comes as a chunk of its own with the first warning: most pauses end before. */
export { LimitRow } from './ui/limit/LimitRow.tsx';

export const styled = loadStyle(styles);
