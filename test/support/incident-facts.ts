import { runCli } from '../../src/headless/cli/run.ts';
import type { Proof, Verdict } from '../../src/proof/prove.ts';

export const FROM = Date.parse('2026-11-30T10:00:00.123Z');
export const TO = FROM + 60_000;
export const AT = FROM + 600_000;

export function proofOf(verdict: Verdict, more: Partial<Proof['claim']> = {}): Proof {
  const recorded = verdict === 'late' ? [{ from: FROM, to: FROM + 9_000 }] : [];
  const recording = { recordingId: 'recording-1', media: 'audio', verdict, recorded };
  return {
    claim: { from: FROM, to: TO, end: 'seen', by: 'watch', ...more },
    verdict,
    recordings: verdict === 'unknown' ? [] : [recording],
  };
}

/** The command line within this process, on a home. */
export async function runIn(home: string, args: readonly string[]) {
  const output = { out: '', err: '' };
  const code = await runCli(args, {
    environment: { RECORDING_CONTROL_HOME: home },
    streams: {
      out: (text) => void (output.out += text),
      err: (text) => void (output.err += text),
      isTerminal: false,
    },
    signal: new AbortController().signal,
  });
  const lines = output.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, ...output, lines };
}
