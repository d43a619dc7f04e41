import { loadStyle } from './platform/load-style.ts';
import styles from './ui/details/details.css?url';

/** What stands below *Details*. It comes as a chunk of its own when an agent opens them for the first time. */
export { DetailsBody } from './ui/details/DetailsBody.tsx';

export const styled = loadStyle(styles);
