import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditFacts } from '../../../src/domain/audit.ts';
import { ownPauses, ownPausesOf } from '../../../src/headless/home/own-pauses.ts';
import { answer, callOf, CALL, QUEUE, scripted } from '../../support/queue-run.ts';
import { canonicalJson, emptyChain, seal } from '../../../src/outbox/chain.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-pauses-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = Partial<AuditFacts> & Pick<AuditFacts, 'action' | 'phase'>;

/** A log of one call with these lines. */
function logOf(...lines: readonly Line[]): string {
  let head = emptyChain('chain-1');
  const text = lines.map((line, index) => {
    const entry = seal(
      {
        id: `id-${index}`,
        at: '2026-01-05T09:00:00.000Z',
        app: '1.0.0',
        actor: 'client',
        conversationId: 'call-1',
        target: 'policy',
        trigger: 'cli',
        ...line,
      },
      head,
    );
    head = { chain: entry.chain, seq: entry.seq, hash: entry.hash };
    return `${canonicalJson(entry)}\n`;
  });
  const file = join(folder, `${crypto.randomUUID()}.jsonl`);
  writeFileSync(file, text.join(''));
  return file;
}

const PAUSED: Line = { action: 'pause', phase: 'confirmed' };
const SENT: Line = { action: 'resume', phase: 'requested', wishId: 'wish-1' };

describe('a pause of our own', () => {
  it.each<[string, readonly Line[], boolean]>([
    ['was asked for and confirmed', [{ action: 'pause', phase: 'requested' }, PAUSED], true],
    ['was asked for, and nobody saw it', [{ action: 'pause', phase: 'unconfirmed' }], false],
    ['was ended by our own Resume', [PAUSED, { action: 'resume', phase: 'confirmed' }], false],
    [
      'stands when the Resume was refused',
      [PAUSED, SENT, { ...SENT, phase: 'failed', failure: 'REC-403' }],
      true,
    ],
    ['is over when the Resume was sent, and no more is known of it', [PAUSED, SENT], false],
    ['is over when nothing shows the Resume', [PAUSED, SENT, { ...SENT, phase: 'unconfirmed' }], false],
    [
      'is over when the Resume failed without a refusal',
      [PAUSED, SENT, { ...SENT, phase: 'failed', failure: 'REC-500' }],
      false,
    ],
    [
      'is over when one Resume was refused, and of an earlier one nobody knows',
      [
        PAUSED,
        SENT,
        { ...SENT, wishId: 'wish-2' },
        { ...SENT, wishId: 'wish-2', phase: 'failed', failure: 'REC-403' },
      ],
      false,
    ],
    ['is the next one after such a Resume', [PAUSED, SENT, PAUSED], true],
    ['is over when somebody was seen to resume', [PAUSED, { action: 'resume', phase: 'observed' }], false],
    ['is over with the call', [PAUSED, { action: 'ended-while-paused', phase: 'observed' }], false],
    [
      'is the newest one',
      [PAUSED, { action: 'resume', phase: 'confirmed' }, { action: 'pause', phase: 'confirmed' }],
      true,
    ],
    ['is not proven when it was in doubt whose it is', [{ ...PAUSED, failure: 'REC-409' }], false],
    [
      'is not proven by an earlier one, when the newest was in doubt',
      [PAUSED, { ...PAUSED, failure: 'REC-500' }],
      false,
    ],
    ['is none of a snippet', [{ action: 'pause', phase: 'confirmed', target: 'snippet' }], false],
  ])('%s', async (_what, lines, isOwn) => {
    expect((await ownPauses({ closed: () => [], current: logOf(...lines) })).has('call-1')).toBe(isOwn);
  });

  it('goes on from file to file, and is none where there is no log', async () => {
    const files = [logOf(PAUSED), logOf({ action: 'resume', phase: 'observed' })];
    expect((await ownPauses({ closed: () => files })).size).toBe(0);
    expect((await ownPauses({ closed: () => [] })).size).toBe(0);
  });
});

it('is known anew each time, and what is closed is read once', async () => {
  const [first, second] = [logOf(PAUSED), logOf({ ...PAUSED, conversationId: 'call-2' })];
  const closed: string[] = [first];
  const files: { closed(): readonly string[]; current: string } = { closed: () => closed, current: second };
  const read = ownPausesOf(files);
  expect([...(await read()).keys()]).toEqual(['call-1', 'call-2']);
  // What was current is closed under another name, and the chain goes on.
  rmSync(first);
  const renamed = join(folder, 'renamed.jsonl');
  renameSync(second, renamed);
  closed.push(renamed);
  expect([...(await read()).keys()]).toEqual(['call-1', 'call-2']);
  renameSync(logOf({ action: 'resume', phase: 'observed' }), second);
  expect([...(await read()).keys()]).toEqual(['call-2']);
});

describe('a pause that a command confirms', () => {
  const told = (says: 'active' | 'paused') => callOf(says, { agent: { queue: QUEUE, says } });
  type World = ReturnType<typeof scripted>;
  /** What the command does, or somebody else while it is under way. */
  const pausedBy = (world: World, status: number) => {
    world.command = () => {
      world.call = told('paused');
      return answer(status, 'PAUSED');
    };
  };
  /** The agent has paused; what the first read says of it is of earlier, or nothing. */
  const pausedBefore = (world: World, first: ReturnType<World['read']>, status: number) => {
    world.call = told('paused');
    let reads = 0;
    world.read = () => ((reads += 1) === 1 ? first : answer(200, world.call));
    world.command = () => answer(status, 'PAUSED');
  };

  it.each<[string, (world: World) => void, boolean, string | undefined]>([
    ['seen recorded before, and accepted', (world) => pausedBy(world, 200), true, undefined],
    ['seen recorded before, and answered 409', (world) => pausedBy(world, 409), false, 'REC-409'],
    ['seen recorded before, and refused for a moment', (world) => pausedBy(world, 503), false, 'REC-500'],
    ['sent without a look', (world) => pausedBefore(world, answer(503), 200), false, 'REC-500'],
    [
      'seen as it was earlier, and answered 409',
      (world) => pausedBefore(world, answer(200, told('active')), 409),
      false,
      'REC-409',
    ],
    [
      'seen before, and nothing told of recording',
      (world) => {
        pausedBy(world, 200);
        world.call = callOf(undefined, { agent: { queue: QUEUE } });
      },
      false,
      'REC-OUTCOME',
    ],
    [
      'shown, and never answered',
      (world) => {
        world.command = () => {
          world.call = told('paused');
          return { kind: 'timeout' };
        };
      },
      false,
      'REC-TIMEOUT',
    ],
  ])('%s', async (_what, play, isOwn, failure) => {
    const world = scripted();
    play(world);
    const { outcome } = await world.control();
    expect(outcome).toBe(failure === 'REC-409' ? 'already-so' : 'confirmed');
    const [ending] = world.journal.filter(({ phase }) => phase === 'confirmed');
    expect(ending?.failure).toBe(failure);
    const own = await ownPauses({ closed: () => [], current: logOf(...world.journal) });
    expect(own.has(CALL)).toBe(isOwn);
  });
});
