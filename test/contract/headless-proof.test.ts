import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { headlessIt as it, PATIENCE } from './headless-world.ts';

const LATER_MS = 60_000;

/** A call with one pause of 30 s, by an agent, that has ended and been uploaded. */
async function endedCall(sandbox: Sandbox, id: string) {
  const act = (name: 'pause' | 'resume' | 'customer-hangup') =>
    sandbox.control.act({ conversationId: id, act: name });
  // The date at which the clock of the sandbox began.
  const zero = Date.now() - (await sandbox.control.truth()).now;
  await sandbox.control.clock({ advanceMs: 20_000 });
  const from = zero + (await sandbox.control.truth()).now;
  await act('pause');
  await sandbox.control.clock({ advanceMs: 30_000 });
  await act('resume');
  const to = zero + (await sandbox.control.truth()).now;
  await sandbox.control.clock({ advanceMs: 20_000 });
  await act('customer-hangup');
  await sandbox.control.clock({ advanceMs: LATER_MS });
  return { from, to };
}

/** A log of these entries of the call, at these times. */
function logOf(
  home: string,
  id: string,
  entries: readonly (readonly [at: number, action: AuditEntry['action'], more?: Partial<AuditEntry>])[],
): string {
  const lines = entries.map(([at, action, more], index) =>
    JSON.stringify({
      v: 1,
      chain: 'a-browser',
      seq: index + 1,
      prev: '0'.repeat(64),
      hash: 'a'.repeat(64),
      id: `entry-${index}`,
      at: new Date(at).toISOString(),
      app: '1.0.0',
      actor: 'user',
      conversationId: id,
      action,
      trigger: 'platform',
      phase: 'observed',
      ...more,
    } satisfies AuditEntry),
  );
  const file = join(home, 'panel.jsonl');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

/** The log of a panel that said safe for this time. */
const panelLog = (home: string, id: string, from: number, to: number): string =>
  logOf(home, id, [
    [from, 'safe-shown'],
    [to, 'safe-withdrawn'],
  ]);

/** What a watch has compared. */
const comparedAs = (
  phase: AuditEntry['phase'],
  from: number,
  to: number | undefined,
  more: Partial<AuditEntry> = {},
) =>
  [
    from,
    'proof',
    {
      chain: 'a-watch',
      phase,
      from: new Date(from).toISOString(),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
      source: 'watch',
      ...more,
    },
  ] as const;

describe.concurrent('recording-control proof', PATIENCE, () => {
  it('proves the pause of a command by the record of Genesys', async ({
    headless: { sandbox, world, id },
  }) => {
    await world.run(['pause', id]);
    await world.run(['resume', id]);
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await sandbox.control.clock({ advanceMs: LATER_MS });
    const { code, lines } = await world.run(['proof', id, '--json']);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        type: 'proof',
        conversationId: id,
        proofs: [
          {
            verdict: 'proved',
            claim: { by: 'command' },
            recordings: [{ media: 'audio', verdict: 'proved' }],
          },
        ],
        unexplained: [],
      },
      { type: 'proofs', calls: 1, proved: 1, missing: 0, unknown: 0 },
    ]);
  });

  it('finds a pause that Genesys never made, and says which time was recorded', async ({
    headless: { sandbox, world, id },
  }) => {
    await world.run(['pause', id]);
    await world.run(['resume', id]);
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    await sandbox.control.recording({ conversationId: id, pausesMissing: true });
    await sandbox.control.clock({ advanceMs: LATER_MS });
    const { code, stdout } = await world.run(['proof']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /T[\d:.]+Z to [\d:.]+Z {2}MISSING\n {4}audio Trunk [\w-]+: \d+\.\d s recorded, \d{4}-/,
    );
    expect(stdout).toContain('1 call: 0 proved, 1 not (0 late, 0 short, 1 missing)');
  });

  it.for([
    { verdict: 'late', fault: { pausesLateMs: 8_000 } },
    { verdict: 'short', fault: { pausesShortMs: 8_000 } },
    { verdict: 'proved', fault: {} },
  ])(
    'judges the log of a panel: $verdict',
    async ({ verdict, fault }, { headless: { sandbox, world, id } }) => {
      const { from, to } = await endedCall(sandbox, id);
      await sandbox.control.recording({ conversationId: id, ...fault });
      const log = panelLog(world.home, id, from, to);
      const { code, lines } = await world.run(['proof', '--log', log, '--json']);
      expect(lines[0]).toMatchObject({ proofs: [{ verdict, claim: { by: 'panel' } }] });
      expect(code).toBe(verdict === 'proved' ? 0 : 1);
    },
  );

  it.for([
    {
      what: 'of which one is stopped',
      more: (from: number) => [[from + 3_000, 'safe-withdrawn']] as const,
    },
    {
      what: 'of which one is reloaded, and then loses its channel',
      more: (from: number) =>
        [
          [from + 3_000, 'safe-withdrawn'],
          [from + 4_000, 'safe-shown'],
        ] as const,
    },
  ])(
    'compares all that two panels said, $what: the end of the pause is on the recording',
    async ({ more }, { headless: { sandbox, world, id } }) => {
      const { from, to } = await endedCall(sandbox, id);
      await sandbox.control.recording({ conversationId: id, pausesShortMs: 8_000 });
      const log = logOf(world.home, id, [
        [from, 'safe-shown'],
        [from + 1_000, 'safe-shown'],
        ...more(from),
        [to, 'resume', { phase: 'requested', trigger: 'agent', target: 'policy', wishId: 'wish-1' }],
        [to + 1, 'safe-withdrawn'],
      ]);
      const { code, stdout } = await world.run(['proof', '--log', log]);
      expect(stdout).toContain('SHORT');
      expect(code).toBe(1);
    },
  );

  it('keeps the fault that a watch has told, whatever a panel claims beside it', async ({
    headless: { sandbox, world, id },
  }) => {
    const { from, to } = await endedCall(sandbox, id);
    await sandbox.control.recording({ conversationId: id, pausesShortMs: 8_000 });
    const fault = comparedAs('failed', from, to, { failure: 'REC-SHORT', end: 'seen' });
    // Its limit took safe back, and the call stayed paused.
    const log = logOf(world.home, id, [
      [from, 'safe-shown'],
      [from + 10_000, 'safe-withdrawn', { trigger: 'limit' }],
      fault,
    ]);
    const { code, stdout } = await world.run(['proof', '--log', log]);
    expect(stdout).toContain('1 proved, 1 not (0 late, 1 short, 0 missing)');
    expect(code).toBe(1);
    // Also where Genesys shows nothing of it now, and a later pause of the same watch was proved.
    await sandbox.control.recording({ conversationId: id, pausesShortMs: 0 });
    const again = logOf(world.home, id, [
      comparedAs('confirmed', from + 20_000, to, { end: 'seen' }),
      comparedAs('failed', from, undefined, { failure: 'REC-SHORT', end: 'unseen' }),
    ]);
    const later = await world.run(['proof', '--log', again]);
    expect(later.stdout).toContain('SHORT: a log has it so');
    expect(later).toMatchObject({ code: 1 });
  });

  it('takes a pause of which a watch did not see the end for unknown', async ({
    headless: { sandbox, world, id },
  }) => {
    const { from, to } = await endedCall(sandbox, id);
    const late = logOf(world.home, id, [comparedAs('unconfirmed', from, to + 15_000, { end: 'unseen' })]);
    const unseen = await world.run(['proof', '--log', late]);
    expect(unseen.stdout).toContain('unknown: nobody saw when the pause ended');
    expect(unseen).toMatchObject({ code: 3 });
  });

  it('does not leave out what nobody took back: whether it was relied on is unknown', async ({
    headless: { sandbox, world, id },
  }) => {
    const { from, to } = await endedCall(sandbox, id);
    await sandbox.control.recording({ conversationId: id, pausesShortMs: 8_000 });
    const log = logOf(world.home, id, [
      [from, 'safe-shown'],
      [from + 1_000, 'safe-shown'],
      [from + 10_000, 'safe-withdrawn'],
      [to, 'resume', { phase: 'requested', trigger: 'agent', target: 'policy', wishId: 'wish-1' }],
    ]);
    const { code, stdout } = await world.run(['proof', '--log', log]);
    expect(stdout).toContain('unknown: nobody knows whether anybody still relied on it');
    expect(code).toBe(3);
  });

  it('tells of a pause that no log knows', async ({ headless: { sandbox, world, id } }) => {
    await endedCall(sandbox, id);
    const { code, stdout } = await world.run(['proof', id]);
    expect(code).toBe(0);
    expect(stdout).toContain('unexplained: it was paused, and no log that was given knows by whom');
  });

  it('does not know yet while the recording is uploading, nor without the right', async ({
    headless: { sandbox, world, id },
  }) => {
    await world.run(['pause', id]);
    await world.run(['resume', id]);
    await sandbox.control.recording({ conversationId: id, delayMs: 2 * LATER_MS });
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    const none = await world.run(['proof', id]);
    expect(none).toMatchObject({ code: 3 });
    expect(none.stdout).toContain('unknown: Genesys lists no recording of the call');
    await sandbox.control.recording({ conversationId: id, fileState: 'UPLOADING' });
    await sandbox.control.clock({ advanceMs: 2 * LATER_MS });
    expect((await world.run(['proof', id])).stdout).toContain('Genesys has not finished it yet');
    await sandbox.control.recording({ conversationId: id, fileState: 'AVAILABLE' });
    await sandbox.control.fault({
      fault: 'status',
      endpoint: 'recording-annotations',
      status: 403,
      times: 1,
    });
    expect((await world.run(['proof', id])).stdout).toContain(
      'Genesys does not show what was left out of it',
    );
    await sandbox.control.person({ userId: SEED.clients.credentials, lacks: ['recording:recording:view'] });
    const refused = await world.run(['proof', id]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('REC-403');
  });

  it('asks for nothing before a date, and refuses what is no log or no date', async ({
    headless: { sandbox, world, id, requests },
  }) => {
    const { from, to } = await endedCall(sandbox, id);
    const HOUR_MS = 3_600_000;
    const log = panelLog(world.home, id, from - HOUR_MS, to - HOUR_MS);
    const later = new Date(Date.now() - HOUR_MS / 2).toISOString();
    const { code, lines } = await world.run(['proof', '--log', log, '--since', later, '--json']);
    expect({ code, lines }).toMatchObject({ code: 0, lines: [{ type: 'proofs', calls: 0 }] });
    expect(await requests('GET')).toEqual([]);
    expect((await world.run(['proof', '--log', world.home])).code).toBe(2);
    expect((await world.run(['proof', '--since', 'yesterday'])).code).toBe(2);
    const toCome = new Date(Date.now() + HOUR_MS).toISOString();
    expect((await world.run(['proof', '--since', toCome])).code).toBe(2);
  });

  it('refuses two branches of one log, and compares the rest of a log that is damaged', async ({
    headless: { sandbox, world, id },
  }) => {
    const { from, to } = await endedCall(sandbox, id);
    const log = panelLog(world.home, id, from, to);
    const copy = join(world.home, 'copy.jsonl');
    writeFileSync(copy, readFileSync(log, 'utf8').replaceAll('a'.repeat(64), 'b'.repeat(64)));
    const both = await world.run(['proof', '--log', log, '--log', copy]);
    expect(both.stderr).toContain('there are two branches');
    expect(both).toMatchObject({ code: 2 });
    writeFileSync(log, `${readFileSync(log, 'utf8')}no entry\n`);
    const damaged = await world.run(['proof', '--log', log]);
    expect(damaged.stderr).toContain('1 line cannot be read');
    expect(damaged.stdout).toContain('1 proved');
    expect(damaged).toMatchObject({ code: 3 });
  });
});
