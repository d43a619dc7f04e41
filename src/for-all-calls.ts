import { loadStyle } from './platform/load-style.ts';
import styles from './ui/all-calls/all-calls.css?url';

/** What only a panel for all calls needs. It comes as a chunk of its own, so that the panel of one call never downloads it. */
export { createDiscovery } from './app/discovery.ts';
export { createCallAbout } from './app/call-about.ts';
export { readQueueNames } from './genesys/queue-names.ts';
export { AllCalls } from './ui/all-calls/AllCalls.tsx';
export { NoCall } from './ui/all-calls/NoCall.tsx';

/** By hand: what the builder would do for it costs every other panel 700 bytes. */
export const styled = loadStyle(styles);
