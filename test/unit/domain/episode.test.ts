import { describe, expect, it } from 'vitest';
import { held, makeLeg, paused, recording } from '../../support/builders.ts';
import { driveCall, settledCall, type CallDriver } from '../../support/call-driver.ts';

/** A channel is open and its first reads say that the call is recorded. */
function recordedCall(): CallDriver {
  const call = driveCall();
  call.give({ kind: 'opened', generation: 1 });
  call.read(recording());
  call.pass(1_000);
  call.read(recording());
  call.beat(60_000);
  return call;
}

const isRead = ({ kind }: { readonly kind: string }) => kind === 'read';

function nextRead(call: CallDriver, withinMs: number): number | undefined {
  for (let waited = 0; waited <= withinMs; waited += 100) {
    if (call.pass(waited === 0 ? 0 : 100).some(isRead)) return waited;
  }
  return undefined;
}

describe('an episode of reads', () => {
  // Found by `npm run simulate`, seed 38: four reads left within 300 ms.
  it('keeps its distances while an own resume may still take effect', () => {
    const call = recordedCall();
    call.give({ kind: 'lost' });
    call.ask('resume', 'resume-1');
    call.give({ kind: 'prepared', wishId: 'resume-1' });
    call.answer({ kind: 'offline' });
    call.give({ kind: 'opened', generation: 2 });
    call.pass(50);
    call.read(paused());
    call.pass(1_000);
    for (let read = 0; read < 2; read += 1) {
      call.pass(50);
      expect(call.read(paused()).some(isRead)).toBe(false);
      expect(nextRead(call, 3_000)).toBeGreaterThanOrEqual(900);
    }
  });

  // Seeds 17020 and 19144: a computer woke from sleep to a silent channel and a refused pause; nine reads left within 2 s.
  it('keeps its distances on a silent channel', () => {
    const call = settledCall(paused());
    call.pass(36_000);
    call.give({ kind: 'refresh' });
    for (let read = 0; read < 3; read += 1) {
      expect(call.read(paused()).some(isRead)).toBe(false);
      expect(nextRead(call, 3_000)).toBeGreaterThanOrEqual(900);
    }
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('unknown');
  });

  // Found by `npm run simulate`, seed 63: a hold changed nothing that matters, so that nobody looked again.
  it('that came to nothing is made good by the next event, whatever it tells', () => {
    const call = recordedCall();
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('paused');
    call.give({ kind: 'refresh' });
    call.read({ kind: 'timeout' });
    call.pass(8_000);
    if (call.call.evidence.reads.reading) call.read({ kind: 'timeout' });
    call.pass(8_000);
    expect(call.call.evidence.belief.state).toBe('unknown');
    expect(call.event(paused()).some(isRead)).toBe(true);
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('paused');
  });

  // Found by `npm run simulate`, seed 459: one lost event, and safe was withheld for the rest of the call.
  it('finds a channel deaf only until it delivers', () => {
    const call = recordedCall();
    call.give({ kind: 'refresh' });
    call.read(paused());
    call.pass(10_000);
    expect(call.effects.some(({ kind }) => kind === 'deaf')).toBe(true);
    expect(call.call.evidence.channel.deaf).toBe(true);
    call.event(paused());
    expect(call.call.evidence.channel.deaf).toBe(false);
  });

  // Found by `npm run simulate`, seeds 27 and 54: the panel stayed Unknown on a healthy channel until somebody clicked.
  it('is followed by one more read when its last answer came too early to count', () => {
    const call = recordedCall();
    call.give({ kind: 'refresh' });
    for (let read = 0; read < 4; read += 1) {
      call.event(recording());
      call.read(paused());
      if (read < 3) expect(nextRead(call, 3_000)).toBeDefined();
    }
    expect(call.call.evidence.belief.state).not.toBe('paused');
    expect(nextRead(call, 3_000)).toBeDefined();
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('paused');
  });

  // Seed 676: an event of the past came twice, and the second one disputed the last read of the episode.
  it('is followed by one more read when an event disputed its last answer, also one that says nothing new', () => {
    const call = recordedCall();
    call.event(paused());
    call.pass(1_000);
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('paused');
    call.give({ kind: 'refresh' });
    for (let read = 0; read < 3; read += 1) {
      call.event(held());
      call.read(paused());
      if (read === 2) {
        call.pass(150);
        call.event(held());
      }
      expect(nextRead(call, 3_000)).toBeDefined();
    }
    call.read(paused());
    expect(call.call.evidence.belief.state).not.toBe('paused');
    expect(nextRead(call, 3_000)).toBeDefined();
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('paused');
  });

  // Seed 2133: reads lagged behind the event of a consultation, and four of them were gone within 1.2 s.
  it('keeps its distances, and looks once more, when reads lag behind an event', () => {
    const call = recordedCall();
    const withThird = recording({ more: [makeLeg({ participantId: 'third', userId: 'user-third' })] });
    call.give({ kind: 'refresh' });
    for (let read = 0; read < 4; read += 1) {
      call.event(withThird);
      expect(call.read(recording()).some(isRead)).toBe(false);
      if (read < 3) expect(nextRead(call, 3_000)).toBeGreaterThanOrEqual(900);
    }
    expect(nextRead(call, 3_000)).toBeDefined();
    call.read(withThird);
    expect(call.call.evidence.belief.state).toBe('recording');
  });

  // Seed 1864: the last read was the first to show who had joined, and counted as evidence to the contrary only.
  it('is followed by one more read when its last one shows a change of who is there', () => {
    const call = recordedCall();
    const before = call.effects.filter(isRead).length;
    call.give({ kind: 'refresh' });
    for (let read = 0; read < 4; read += 1) {
      call.read(
        paused({ more: [makeLeg({ participantId: 'third', userId: 'third', connected: read % 2 === 0 })] }),
      );
      call.pass(1_000);
    }
    expect(call.effects.filter(isRead)).toHaveLength(before + 5);
    expect(call.call.evidence.belief.state).not.toBe('paused');
    call.read(paused({ more: [makeLeg({ participantId: 'third', userId: 'third', connected: false })] }));
    expect(call.call.evidence.belief.state).toBe('paused');
  });

  // Seeds 196 and 282: the answers were calm, then came an event, and the last read lagged behind it.
  it('is followed by one more read when an event overtook its calm answers and its last read is outdated', () => {
    const call = settledCall(paused());
    const withThird = paused({ more: [makeLeg({ participantId: 'third', userId: 'user-third' })] });
    call.ask('resume', 'resume-1');
    call.give({ kind: 'prepared', wishId: 'resume-1' });
    call.answer();
    for (let read = 0; read < 3; read += 1) {
      expect(nextRead(call, 3_000)).toBeDefined();
      call.read(paused());
    }
    expect(nextRead(call, 3_000)).toBeDefined();
    call.event(withThird);
    call.read(paused());
    expect(call.call.evidence.belief.state).toBe('unknown');
    expect(nextRead(call, 3_000)).toBeDefined();
    call.read(withThird);
    expect(call.call.evidence.belief.state).toBe('paused');
  });
});
