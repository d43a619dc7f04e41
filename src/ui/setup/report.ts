import type { Line } from '../../setup/view.ts';

/** A report for support: codes, ids and numbers only, one line each, in the order of the page. */
export function reportOf(lines: readonly Line[]): string {
  return lines
    .map(({ id, state, code, facts }) =>
      [state.padEnd(7), id, code, ...Object.entries(facts).map(([key, value]) => `${key}=${value}`)]
        .filter((part) => part !== undefined)
        .join(' '),
    )
    .join('\n');
}
