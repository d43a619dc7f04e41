import type { Clock } from '../../app/ports.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { attributeKey, attributeValue, isTold } from '../../outbox/call-attribute.ts';
import { isJobId } from '../archive/decode-job.ts';
import { afterEntry } from '../archive/job-steps.ts';
import type { Database } from '../store/database.ts';
import type { JobEngine } from './job-engine.ts';
import { writeCalls } from './write-calls.ts';

/** Of which entries somebody may still send one again. */
const OLDEST_MS = 48 * 3_600_000;
/** Clocks differ. */
const AHEAD_MS = 60_000;

/**
 * Keeps what a panel tells of a pause beside what stands on its call, where this store knows the call and the time can be one of it. It
 * counts once an event has shown that agent on the call. Anything else is dropped without a word.
 */
export const createTakeEntry =
  (
    database: Pick<Database, 'together'>,
    engine: Pick<JobEngine, 'send'>,
    clock: Pick<Clock, 'wall'>,
  ): ((entry: AuditEntry) => Promise<void>) =>
  async (entry) => {
    const { userId = '', conversationId, platformAt = '', chain, seq, hash } = entry;
    const agoMs = clock.wall() - Date.parse(platformAt);
    if (typeof userId !== 'string' || !isJobId(conversationId) || !isTold(entry, userId)) return;
    if (!(agoMs >= -AHEAD_MS && agoMs <= OLDEST_MS)) return;
    const told = { userId, mark: attributeValue(entry, undefined, { chain, seq, hash }) };
    await database.together((inside) =>
      writeCalls(
        inside,
        engine,
        new Map([
          [
            conversationId,
            [(job, isDone) => (isDone ? undefined : afterEntry(job, attributeKey(entry), told))],
          ],
        ]),
        clock.wall(),
      ),
    );
  };
