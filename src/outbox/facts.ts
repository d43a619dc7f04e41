import type { AuditFacts } from '../domain/audit.ts';

const one = <T extends string>(members: Record<T, true>) => members;

type MembersOf<T> = {
  [K in keyof AuditFacts]-?: NonNullable<AuditFacts[K]> extends T ? K : never;
}[keyof AuditFacts];

const ACTORS = one<AuditFacts['actor']>({ user: true, client: true });
const ACTIONS = one<AuditFacts['action']>({
  pause: true,
  resume: true,
  start: true,
  stop: true,
  reason: true,
  extend: true,
  'safe-shown': true,
  'safe-withdrawn': true,
  'over-limit': true,
  'ended-while-paused': true,
  archive: true,
  proof: true,
  incident: true,
  erase: true,
});
const TRIGGERS = one<AuditFacts['trigger']>({
  agent: true,
  shortcut: true,
  page: true,
  lease: true,
  speech: true,
  limit: true,
  'auto-resume': true,
  supervisor: true,
  bulk: true,
  cli: true,
  platform: true,
});
const PHASES = one<AuditFacts['phase']>({
  requested: true,
  accepted: true,
  confirmed: true,
  unconfirmed: true,
  failed: true,
  superseded: true,
  observed: true,
});
const TARGETS = one<NonNullable<AuditFacts['target']>>({ policy: true, snippet: true, adhoc: true });

const MEMBERS = { actor: ACTORS, action: ACTIONS, trigger: TRIGGERS, phase: PHASES, target: TARGETS };
const REQUIRED = ['id', 'at', 'app', 'actor', 'conversationId', 'action', 'trigger', 'phase'];
const NUMBERS = one<MembersOf<number>>({ latencyMs: true });
/** What only the chain itself gives to an entry. */
const OF_THE_CHAIN = ['v', 'chain', 'seq', 'prev', 'hash'];

function fits(key: string, value: unknown): boolean {
  if (OF_THE_CHAIN.includes(key)) return false;
  if (Object.hasOwn(NUMBERS, key)) return typeof value === 'number' && Number.isFinite(value);
  if (typeof value !== 'string') return false;
  const members = Object.hasOwn(MEMBERS, key) ? MEMBERS[key as keyof typeof MEMBERS] : undefined;
  return members === undefined || Object.hasOwn(members, value);
}

/**
 * Facts read back from a text that any script of this origin could have written. Members that a later build added are
 * kept as they are when they are text; `undefined` when a known one is missing or wrong.
 */
export function decodeFacts(json: string): AuditFacts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const complete = REQUIRED.every((key) => Object.hasOwn(value, key));
  const right = Object.entries(value).every(([key, member]) => fits(key, member));
  if (!complete || !right) return undefined;
  const facts = value as AuditFacts;
  return Number.isNaN(Date.parse(facts.at)) ? undefined : facts;
}
