import type { Models } from 'purecloud-platform-client-v2';
import { failed, ok, type Result } from '../../domain/result.ts';
import { decode } from './fields.ts';

/** A stretch of a call that Genesys left out of a recording. */
export interface PauseAnnotation {
  /** Lower case, of `hold`, `securepause`, `floworqueue` and `pause`; a word of a later time is kept. */
  readonly reason: string;
  /** From the start of the recording as the call went, ms. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly userId?: string;
}

const MAX_ANNOTATIONS = 10_000;

/**
 * GET conversations/{id}/recordings/{id}/annotations: a bare list. Bookmarks of people have no reason and are left out. One that
 * has a reason and no place or length makes the list unreadable: a pause that is not known must not look like none.
 */
export function decodeAnnotations(value: unknown): Result<readonly PauseAnnotation[]> {
  if (!Array.isArray(value) || value.length > MAX_ANNOTATIONS)
    return failed({ kind: 'malformed', what: 'body' });
  const found: PauseAnnotation[] = [];
  for (const item of value) {
    const one = decode<Models.Annotation, PauseAnnotation | undefined>(item, (fields) => {
      const reason = fields.text('reason');
      if (reason === undefined || reason === '') return undefined;
      const userId = fields.object<Models.User>('user')?.text('id');
      const length = (key: 'realtimeLocation' | 'durationMs'): number => {
        const ms = fields.number(key);
        if (ms === undefined || ms < 0) fields.wrong(key);
        return ms ?? 0;
      };
      return {
        reason: reason.toLowerCase(),
        offsetMs: length('realtimeLocation'),
        durationMs: length('durationMs'),
        ...(userId !== undefined && { userId }),
      };
    });
    if (!one.ok) return one;
    if (one.value) found.push(one.value);
  }
  return ok(found);
}
