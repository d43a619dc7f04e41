const STATES = [
  'unknown',
  'checking',
  'recording',
  'safe',
  'paused',
  'held',
  'not-recording',
  'ended',
] as const;

/**
 * Pairs that cannot occur, and why. Without a live leg no button can act and nothing is read; a page whose clock or
 * network is gone makes no requests of its own accord.
 */
const UNREACHABLE: readonly { readonly fault: RegExp; readonly states: readonly string[] }[] = [
  // `ended` takes no click and asks for nothing.
  { fault: /^(command|read|click)/, states: ['ended'] },
];

export interface Table {
  readonly text: string;
  /** Reachable pairs that occurred less often than wanted. */
  readonly rare: readonly string[];
}

export function tableOf(cells: ReadonlyMap<string, number>, atLeast: number): Table {
  const faults = [...new Set([...cells.keys()].map((cell) => cell.split('|')[0] ?? ''))].toSorted();
  const rare: string[] = [];
  const rows = faults.map((fault) => {
    const columns = STATES.map((state) => {
      const count = cells.get(`${fault}|${state}`) ?? 0;
      const isUnreachable = UNREACHABLE.some((one) => one.fault.test(fault) && one.states.includes(state));
      if (isUnreachable && count === 0) return '–';
      if (count < atLeast && !isUnreachable) rare.push(`${fault} × ${state} (${count})`);
      return String(count);
    });
    return [fault, ...columns];
  });
  const all = [['fault', ...STATES], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const text = all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
  return { text, rare };
}
