import type { Call } from '../domain/call.ts';
import {
  BREAK_MS,
  comingOf,
  stepAutoResume,
  type AutoResume,
  type AutoResumeInput,
  type Coming,
} from '../domain/auto-resume.ts';
import type { CallTable } from './call-table.ts';
import type { Cancel, Clock, Ids, Journal } from './ports.ts';

export interface AutoResumeDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly ids: Ids;
  readonly journal: Pick<Journal, 'recentRequest'>;
  readonly userId: string;
  /** The only page of this browser that has this name, until it gives it back; `undefined`: another one has it, or nobody may. */
  takeTurn(name: string): Promise<(() => void) | undefined>;
  readonly table: Pick<CallTable, 'get' | 'dispatch' | 'enqueue' | 'touchAll'>;
  /** A moment (elapsed ms) by the clock that is shown. */
  shownAt(at: number): number;
}

/** Ends pauses by themselves, where the customer wants that. It has no timer that resumes: only a countdown that is seen does. */
export interface AutoResumes {
  /** The countdown stands before the agent's eyes. */
  seen(conversationId: string): void;
  /** After each turn. */
  look(calls: Iterable<Call>): void;
  /** By the clock that is shown. */
  comingOf(call: Call): Coming | undefined;
  close(): void;
}

export type CreateAutoResumes = (deps: AutoResumeDeps) => AutoResumes;

export const createAutoResumes: CreateAutoResumes = (deps) => {
  const { clock, journal, userId, table } = deps;
  /** What is shown has changed. */
  const redraw = () => table.enqueue(table.touchAll);
  const autos = new Map<string, AutoResume>();
  /** Of each call the newest claim, and how its turn is given back. */
  const claims = new Map<string, { giveBack?: () => void }>();
  const cancels = new Map<string, Cancel>();

  function take(call: Call, input: AutoResumeInput): void {
    const id = call.conversationId;
    const { auto, effects } = stepAutoResume(autos.get(id), call, input, clock.now());
    if (auto) autos.set(id, auto);
    else autos.delete(id);
    for (const effect of effects) {
      if (effect === 'claim') void claim(id, auto?.wishId);
      else if (effect === 'release') release(id);
      else if (effect === 'prove') table.dispatch(id, { kind: 'refresh' });
      else
        table.dispatch(id, {
          kind: 'asked',
          action: 'resume',
          wishId: deps.ids.next(),
          trigger: 'auto-resume',
        });
    }
  }

  /** In another page of this browser the agent may have pressed Pause or Resume since: then that is their last word. */
  async function claim(id: string, wishId: string | undefined): Promise<void> {
    const mine: { giveBack?: () => void } = {};
    claims.set(id, mine);
    const giveBack = await deps.takeTurn(`auto-resume.${id}`);
    // Given up meanwhile.
    if (claims.get(id) !== mine) return giveBack?.();
    if (giveBack) mine.giveBack = giveBack;
    const newest = giveBack && (await journal.recentRequest?.(id, userId));
    const call = table.get(id);
    if (claims.get(id) !== mine || !call) return;
    const isLast = newest?.ok === true && newest.value?.wishId === wishId && newest.value?.isOwnPage === true;
    take(call, isLast ? 'granted' : 'refused');
    if (!isLast) redraw();
  }

  function release(id: string): void {
    claims.get(id)?.giveBack?.();
    claims.delete(id);
  }

  return {
    seen(id) {
      // A frame that is overdue, or a sleep, is noticed before anything is decided.
      table.dispatch(id, { kind: 'tick' });
      const call = table.get(id);
      if (!call) return;
      const before = autos.get(id)?.from;
      take(call, 'seen');
      if (autos.get(id)?.from !== before || autos.get(id)?.isSpent) redraw();
      // Once it is not seen any more the alarm of the limit is due.
      cancels.get(id)?.();
      cancels.set(id, clock.after(BREAK_MS + 100, redraw));
    },
    look(calls) {
      const known = new Set<string>();
      for (const call of calls) {
        known.add(call.conversationId);
        if (autos.has(call.conversationId)) take(call, 'looked');
      }
      for (const id of autos.keys()) {
        if (known.has(id)) continue;
        autos.delete(id);
        release(id);
      }
    },
    comingOf(call) {
      const coming = comingOf(autos.get(call.conversationId), call, clock.now());
      return typeof coming === 'object' ? { ...coming, at: deps.shownAt(coming.at) } : coming;
    },
    close() {
      for (const cancel of cancels.values()) cancel();
      for (const id of claims.keys()) release(id);
      autos.clear();
    },
  };
};
