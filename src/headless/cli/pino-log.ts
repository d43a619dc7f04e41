import { pino } from 'pino';
import type { Log } from '../../app/ports.ts';
import { redact } from '../../platform/redact.ts';

/** What `--log-level` takes, from nothing to everything. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whoever notes an event does not judge it: what is not here is `info`. */
export const LEVEL_OF: Readonly<Record<string, Exclude<LogLevel, 'silent' | 'info'>>> = {
  request: 'debug',
  'request-failed': 'warn',
  'token-failed': 'error',
  'token-not-renewed': 'warn',
  'token-refused': 'warn',
  'feed-lost': 'warn',
  'feed-attempt-failed': 'warn',
  'feed-topics-refused': 'warn',
  'feed-renewal-failed': 'warn',
  'feed-frame-refused': 'warn',
  'feed-frame-malformed': 'warn',
  'feed-event-unreadable': 'warn',
  'channel-deaf': 'warn',
  'journal-refused': 'error',
  'webhook-failed': 'warn',
  'watch-sign-in-refused': 'error',
  'watch-home-lost': 'error',
  'watch-set-aside': 'error',
  'watch-incident-opened': 'warn',
  'watch-incident-refused': 'error',
  'watch-queue-refused': 'warn',
  'watch-queues-missing': 'warn',
  'watch-no-metadata': 'warn',
  'watch-waiting': 'warn',
  'watch-flag': 'warn',
  'watch-gap': 'warn',
  'watch-disk': 'warn',
  'watch-store': 'warn',
  'watch-webhooks-wait': 'warn',
  'organization-unknown': 'warn',
  'jobs-failed': 'warn',
  'job-failed': 'error',
  'forgetting-failed': 'warn',
};

/** One JSON object per line: `level`, `time`, the event as `msg`, and its fields. */
export function createPinoLog(level: LogLevel, write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    note(event, fields = {}) {
      const details = Object.entries(fields).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, redact(value)] as const],
      );
      logger[LEVEL_OF[event] ?? 'info'](Object.fromEntries(details), String(redact(event)));
    },
  };
}
