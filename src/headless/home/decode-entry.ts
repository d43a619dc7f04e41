import type { AuditEntry } from '../../domain/audit.ts';
import type { Head } from '../../outbox/chain.ts';

/** What stands in a published head, and so in a header of HTTP. */
const CHAIN = /^[\w-]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
const TEXTS = ['id', 'at', 'app', 'actor', 'conversationId', 'action', 'trigger', 'phase'] as const;
/** No entry is as deep: what hashes it goes as deep as it is. */
const DEEPEST = 8;

/**
 * A line of a log that anybody could have written; `undefined` when it is no entry. Whether it was altered is for the proof to
 * say. Members and words of a later build are kept: an older one that skipped them would fork the chain.
 */
export function decodeEntry(line: string): AuditEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEntry(value) ? value : undefined;
}

/** A line that says where the entries before it were taken away; `undefined` when it is none. */
export function decodeCheckpoint(line: string): Head | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { v, checkpoint } = asObject(value);
  const { chain, seq, hash } = asObject(checkpoint);
  return v === 1 && matches(chain, CHAIN) && isSeq(seq) && matches(hash, HASH)
    ? { chain, seq, hash }
    : undefined;
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

const matches = (text: unknown, pattern: RegExp): text is string =>
  typeof text === 'string' && pattern.test(text);

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  return (
    entry['v'] === 1 &&
    isSeq(entry['seq']) &&
    matches(entry['chain'], CHAIN) &&
    matches(entry['prev'], HASH) &&
    matches(entry['hash'], HASH) &&
    TEXTS.every((name) => typeof entry[name] === 'string') &&
    (entry['latencyMs'] === undefined || typeof entry['latencyMs'] === 'number') &&
    canBeHashed(entry, DEEPEST)
  );
}

/** JSON writes numbers that no double holds, and nests without end. */
function canBeHashed(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => canBeHashed(each, depth - 1));
}
