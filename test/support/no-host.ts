import type { Host } from '../../src/app/ports.ts';

const nothing = () => {};

/** A desktop that says nothing and hears nothing. */
export const noHost: Host = {
  present: false,
  bootstrapped: nothing,
  stopped: nothing,
  onFocus: () => nothing,
  onBlur: () => nothing,
  onBootstrap: () => nothing,
  onStop: () => nothing,
  toast: nothing,
  attention: nothing,
};
