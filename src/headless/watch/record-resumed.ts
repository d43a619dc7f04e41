import type { Clock, Ids, Journal } from '../../app/ports.ts';

export interface ResumedDeps {
  readonly journal: Pick<Journal, 'append'>;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'wall'>;
  readonly app: string;
  readonly region?: string;
}

/** A pause was seen to end, whoever ended it: what pauses this call later is not the command that did so before. */
export async function recordResumed(
  { journal, ids, clock, app, region }: ResumedDeps,
  conversationId: string,
): Promise<void> {
  await journal.append({
    app,
    ...(region !== undefined && { region }),
    id: ids.next(),
    at: new Date(clock.wall()).toISOString(),
    actor: 'client',
    conversationId,
    action: 'resume',
    target: 'policy',
    trigger: 'platform',
    phase: 'observed',
  });
}
