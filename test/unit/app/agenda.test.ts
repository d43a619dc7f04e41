import { describe, expect, it } from 'vitest';
import { createAgenda } from '../../../src/app/agenda.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function agendaWith(moments: Readonly<Record<string, number>>) {
  const clock = fakeClock();
  const woken: number[] = [];
  const agenda = createAgenda(clock, () => woken.push(clock.now()));
  for (const [id, at] of Object.entries(moments)) agenda.set(id, at);
  agenda.arm();
  return { agenda, clock, woken };
}

describe('agenda', () => {
  it('wakes at the earliest moment, and says whose it is', () => {
    const { agenda, clock, woken } = agendaWith({ a: 300, b: 100, c: Infinity });
    clock.advance(1_000);
    expect(woken).toEqual([100]);
    expect(agenda.due(100)).toEqual(['b']);
    expect(agenda.due(300)).toEqual(['a', 'b']);
  });

  it('wakes earlier for an earlier moment', () => {
    const { agenda, clock, woken } = agendaWith({ a: 300 });
    agenda.set('b', 50);
    agenda.arm();
    clock.advance(299);
    expect(woken).toEqual([50]);
  });

  it('waits on when a moment is put off', () => {
    const { agenda, clock, woken } = agendaWith({ a: 300 });
    agenda.set('a', 500);
    agenda.arm();
    expect(clock.waiting).toBe(1);
    clock.advance(1_000);
    expect(woken).toEqual([500]);
  });

  it('has no timer when nobody waits for a moment', () => {
    const { agenda, clock } = agendaWith({ a: 300 });
    agenda.set('a', Infinity);
    agenda.arm();
    expect(clock.waiting).toBe(0);
  });

  // Found by `npm run simulate`, seed 6: a clock set ahead by seconds, and a timer set before it.
  it('is not late after the clock leapt, once something has happened', () => {
    const clock = fakeClock();
    let leapMs = 0;
    const now = () => clock.now() + leapMs;
    const woken: number[] = [];
    const agenda = createAgenda({ now, after: clock.after }, () => woken.push(now()));
    agenda.set('a', 300);
    agenda.arm();
    leapMs = 250;
    agenda.arm();
    clock.advance(1_000);
    expect(woken).toEqual([300]);
  });

  it('waits for nobody who is gone, and leaves no timer behind', () => {
    const { agenda, clock, woken } = agendaWith({ a: 300, b: 400 });
    agenda.delete('a');
    clock.advance(300);
    agenda.arm();
    agenda.stop();
    expect(clock.waiting).toBe(0);
    clock.advance(500);
    expect(woken).toEqual([300]);
  });
});
