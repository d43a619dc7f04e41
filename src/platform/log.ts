import type { Log } from '../app/ports.ts';
import { redact } from './redact.ts';

export interface RecentLog extends Log {
  /** The last lines, oldest first, for the diagnosis page. */
  recent(): readonly string[];
}

const KEPT_LINES = 200;

/** The only place that writes to the console. */
export function createLog(wall: () => number, write: (line: string) => void = console.info): RecentLog {
  const lines: string[] = [];

  return {
    note(event, fields = {}) {
      const details = Object.entries(fields).flatMap(([key, value]) =>
        value === undefined ? [] : [`${key}=${redact(value)}`],
      );
      const line = [new Date(wall()).toISOString(), redact(event), ...details].join(' ');
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      write(line);
    },
    recent: () => [...lines],
  };
}
