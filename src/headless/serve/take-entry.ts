import type { Clock } from '../../app/ports.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { attributeKey, attributeValue, isTold } from '../../outbox/call-attribute.ts';
import { isJobId } from '../archive/decode-job.ts';
import { afterEntry } from '../archive/job-steps.ts';
import type { Database } from '../store/database.ts';
import { keepEarly } from './early-entries.ts';
import type { JobEngine } from './job-engine.ts';
import { writeCalls, type Step } from './write-calls.ts';

/** Of which entries somebody may still send one again. */
const OLDEST_MS = 48 * 3_600_000;
/** Clocks differ. */
const AHEAD_MS = 60_000;

/**
 * Keeps what a panel tells of a pause beside what stands on its call, where the time can be one of it. It counts once an event, or
 * analytics, has shown that agent on the call; of a call that nobody here has heard of it waits until somebody has. Anything else is dropped
 * without a word. `dropped`: older ones went for it.
 */
export const createTakeEntry =
  (
    database: Pick<Database, 'together'>,
    engine: Pick<JobEngine, 'send'>,
    clock: Pick<Clock, 'wall'>,
    dropped: (entries: number) => void = () => {},
  ): ((entry: AuditEntry) => Promise<void>) =>
  async (entry) => {
    const { userId = '', conversationId, platformAt = '', chain, seq, hash } = entry;
    const agoMs = clock.wall() - Date.parse(platformAt);
    if (typeof userId !== 'string' || !isJobId(conversationId) || !isTold(entry, userId)) return;
    if (!(agoMs >= -AHEAD_MS && agoMs <= OLDEST_MS)) return;
    const told = { userId, mark: attributeValue(entry, undefined, { chain, seq, hash }) };
    const key = attributeKey(entry);
    const gone = await database.together(async (inside) => {
      let isKnown = false;
      const step: Step = (job, isDone) => {
        isKnown ||= job !== undefined;
        return isDone ? undefined : afterEntry(job, key, told);
      };
      await writeCalls(inside, engine, new Map([[conversationId, [step]]]), clock.wall());
      return isKnown ? 0 : keepEarly(inside, conversationId, key, told);
    });
    if (gone > 0) dropped(gone);
  };
