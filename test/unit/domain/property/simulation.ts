import { callDueAt, newCall, step, type Call } from '../../../../src/domain/call.ts';
import type { CallEffect, CallInput } from '../../../../src/domain/call-input.ts';
import { failed, ok } from '../../../../src/domain/result.ts';
import { AGENT, CONVERSATION, makePolicy } from '../../../support/builders.ts';
import { choices } from '../../../support/random.ts';
import { newAgenda } from './agenda.ts';
import { evidenceOracle } from './evidence-oracle.ts';
import { change, type Operation } from './operations.ts';
import { modelPlatform } from './platform.ts';
import { must, type Delivery } from './violation.ts';
import { wishOracle } from './wish-oracle.ts';
import { newest, newWorld } from './world.ts';

const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);
const LIMIT = {
  maxSeconds: 60,
  warnAfterSeconds: 30,
  extendSeconds: 20,
  maxExtensions: 2,
  autoResume: false,
};
const HEARTBEAT_MS = 30_000;
/** Ticks that one virtual second may cost. */
const TICKS_PER_SECOND = 12;
/** Rule 6: so long after an episode that taught nothing comes a look, seven in all; what one of them finds may be followed once. */
const LOOK_AFTER_MS = 10_000;
const MOST_LOOKS = 7;
const STARTERS = new Set<CallInput['kind']>(['opened', 'event', 'asked', 'answered', 'refresh', 'frame']);

/** Plays one sequence against the model platform; throws at the first broken promise. Answers what was exercised. */
export function play(seed: number, operations: readonly Operation[], trace?: (line: string) => void): Call {
  const random = choices(seed);
  const mayPauseOthers = random.chance(0.5);
  const block = random.chance(0.5);
  const world = newWorld();
  const agenda = newAgenda();
  const evidence = evidenceOracle(block, LIMIT);
  const wishes = wishOracle(evidence, mayPauseOthers);
  let call = newCall(CONVERSATION, AGENT, makePolicy({ screen: block ? 'block' : 'warn', ...LIMIT }));
  let wishNumber = 0;
  let generation = 0;
  let silent = false;
  let signedOut = false;
  let owedBy: string | undefined;
  let readsSinceStart = 0;
  let looksSinceStart = 0;
  let lastReadAt = -Infinity;
  let ticks: number[] = [];

  const platform = modelPlatform(world, agenda, random, {
    event(version) {
      if (silent) return platform.lose();
      give({ kind: 'frame' });
      give({ kind: 'event', snapshot: platform.snapshotOf(version, false) }, { kind: 'event', version });
    },
    read(readId, version, failure) {
      const result = version
        ? ok(platform.snapshotOf(version, true))
        : failed(failure ?? { kind: 'timeout' });
      give({ kind: 'read-answered', readId, result }, { kind: 'read', readId, version });
    },
    answer: (commandId, result) => give({ kind: 'answered', commandId, result }),
  });

  function give(input: CallInput, delivery?: Delivery): void {
    const at = agenda.now;
    const was = call;
    evidence.before(input, delivery, at);
    wishes.before(input);
    const next = step(was, input, at, EPOCH + at);
    call = next.call;
    trace?.(
      `${at} ${JSON.stringify(input, (key, value) => (key === 'snapshot' || key === 'value' ? (delivery && 'version' in delivery ? delivery.version?.meaning : undefined) : value))} -> ${call.claim.state}${call.claim.safe ? ' SAFE' : ''} wish=${call.wishes.current?.action ?? '-'}:${call.wishes.current?.phase ?? ''} ${next.effects.map((one) => (one.kind === 'story' ? `story:${one.wish.id}:${one.phase}` : one.kind === 'send' ? `send:${one.to}:${one.as}` : one.kind)).join(' ')}`,
    );
    const isContraryToCalm = call.claim.state === 'checking' && was.claim.state !== 'checking';
    if (STARTERS.has(input.kind) || isContraryToCalm) startAnew();
    wishes.after(input, was, call, next.effects, at);
    for (const effect of next.effects) run(effect);
    for (const effect of next.effects)
      if (effect.kind === 'story' && effect.phase === 'confirmed' && effect.wish.action === 'pause')
        evidence.pauseConfirmed(at);
    evidence.after(call, at, owedBy !== undefined);
    checkAlarm(input, was, call);
    checkRecorded(input, was, call);
    must(callDueAt(call) > at, 'what is due lies ahead', { due: callDueAt(call), at });
  }

  function startAnew(): void {
    readsSinceStart = 0;
    looksSinceStart = 0;
  }

  function run(effect: CallEffect): void {
    if (effect.kind === 'send') {
      platform.command(effect.commandId, effect.to);
      // A command that is too old to take effect is a reason to look.
      agenda.after(30_000, startAnew);
    }
    if (effect.kind === 'deaf') {
      agenda.after(500, () => {
        platform.deaf = false;
        if (evidence.open) open();
      });
    }
    if (effect.kind === 'read') {
      const isLook = readsSinceStart >= 4 && agenda.now - lastReadAt >= LOOK_AFTER_MS;
      lastReadAt = agenda.now;
      if (isLook) {
        looksSinceStart += 1;
        readsSinceStart = 4;
        must(looksSinceStart <= MOST_LOOKS, 'an outage is followed by seven looks at most', {
          looksSinceStart,
        });
      } else readsSinceStart += 1;
      must(readsSinceStart <= 8, 'an episode is at most four reads, and its like may follow once', {
        readsSinceStart,
      });
      evidence.readSent(effect.readId, agenda.now);
      platform.read(effect.readId);
    }
    if (effect.kind === 'prepare') {
      const { id } = effect.wish;
      agenda.after(random.between(0, 250), () => give({ kind: 'prepared', wishId: id }));
    }
    if (effect.kind === 'story' && effect.phase === 'requested') {
      const wishId = effect.wish.id;
      if (call.wishes.current?.id === wishId) owedBy = wishId;
      agenda.after(random.chance(0.9) ? random.between(1, 40) : random.between(40, 1_000), () => {
        if (owedBy === wishId) owedBy = undefined;
        give({ kind: 'logged', ok: random.chance(0.95), wishId });
      });
    }
  }

  /** Safe was said, and since then neither a recording nor a wish of the agent's for one. */
  let isRelied = false;
  function checkRecorded(input: CallInput, was: Call, now: Call): void {
    if (input.kind === 'asked' && input.action === 'resume' && now.wishes !== was.wishes)
      isRelied &&= now.wishes.current?.id !== input.wishId;
    if (isRelied && now.claim.state === 'recording')
      must(now.safeLost?.startsWith('resumed'), 'who relies on a pause is told that it is recorded', {
        lost: now.safeLost,
      });
    if (now.claim.safe) isRelied = true;
    if (now.claim.state === 'recording' || now.claim.state === 'ended') isRelied = false;
  }

  /** Also where it ran out before. */
  const isReliedOn = ({ claim: { safe, unsafe } }: Call) =>
    safe || unsafe === 'expired' || unsafe === 'unproven';
  function checkAlarm(input: CallInput, was: Call, now: Call): void {
    if (!isReliedOn(was) || isReliedOn(now) || now.claim.state === 'ended') return;
    const wished = wishes.standing?.action === 'resume' || evidence.resumesStand || input.kind === 'asked';
    if (!wished) must(now.safeLost, 'losing safe without a wish is an alarm', { state: now.claim.state });
  }

  const wake = {
    dueAt: () => callDueAt(call),
    tick() {
      ticks = [...ticks.filter((at) => at > agenda.now - 1_000), agenda.now];
      must(ticks.length <= TICKS_PER_SECOND, 'time costs few ticks', { ticks });
      give({ kind: 'tick' });
    },
  };
  const pass = (ms: number) => agenda.until(agenda.now + ms, wake);

  function ask(action: 'pause' | 'resume'): void {
    give({ kind: 'asked', action, wishId: `wish-${(wishNumber += 1)}`, trigger: 'agent' });
  }

  function open(): void {
    platform.closed();
    platform.opened();
    platform.forgetLosses();
    silent = false;
    give({ kind: 'opened', generation: (generation += 1) });
  }

  function perform({ name, seed: own }: Operation): void {
    const mine = choices(own);
    if (change(world, name, mine)) return platform.changed();
    if (signedOut && name !== 'sign-out' && name.includes('channel')) return;
    switch (name) {
      case 'click-pause':
        return ask('pause');
      case 'click-resume':
        return ask('resume');
      case 'click-twice': {
        const action = mine.pick(['pause', 'resume'] as const);
        ask(action);
        pass(mine.between(0, 500));
        return ask(mine.chance(0.8) ? action : 'pause');
      }
      case 'stale-event':
        if (evidence.open) platform.tell(mine.pick(world.versions), mine.between(0, 2_000));
        return;
      case 'repeat-event':
        if (evidence.open) platform.tell(newest(world), mine.between(0, 300));
        return;
      case 'weather':
        platform.weather = mine.pick(['healthy', 'healthy', 'flaky', 'flaky', 'down'] as const);
        return;
      case 'deaf':
        platform.deaf = mine.chance(0.5);
        return;
      case 'silence':
        silent = !silent;
        return;
      case 'lose-channel':
        platform.closed();
        return give({ kind: 'lost' });
      case 'open-channel':
        return evidence.open ? undefined : open();
      case 'reopen-channel':
        return open();
      case 'refresh':
        return give({ kind: 'refresh' });
      case 'settle':
        return give({ kind: 'settled' });
      case 'more-time':
        return give({ kind: 'extend', isElsewhere: mine.chance(0.3) });
      case 'sign-out':
        signedOut = true;
        platform.closed();
        return give({ kind: 'signed-out' });
      default:
    }
  }

  function beat(): void {
    if (evidence.open && !silent) give({ kind: 'frame' });
    agenda.after(HEARTBEAT_MS, beat);
  }

  /** The storm is over: everything on its way arrives, nothing new happens. */
  function calmDown(): void {
    platform.weather = 'healthy';
    platform.deaf = false;
    if (silent || !evidence.open) open();
    pass(45_000);
    must(wishes.unfinished().length === 0, 'every wish ends', { unfinished: wishes.unfinished() });
    const { state } = call.claim;
    const truth = truthOf();
    // Who never heard of a change cannot know of it; but *safe* is proven by reads, and must not outlive the truth.
    const heardAll = platform.lostEvents === 0;
    must(
      !heardAll || state === truth || state === 'unknown',
      'after the storm the claim is the truth or unknown',
      {
        state,
        truth,
      },
    );
    must(!call.claim.safe || newest(world).meaning === 'secure', 'after the storm safe is true');
    if (state === 'ended' && !heardAll) return;
    give({ kind: 'refresh' });
    // Long enough for a deaf channel to be noticed and replaced.
    pass(30_000);
    must(call.claim.state === truth, 'after a look the claim is the truth', {
      claim: call.claim.state,
      truth,
    });
  }

  function truthOf(): string {
    const { meaning } = newest(world);
    return meaning === 'secure' || meaning === 'unspecified' ? 'paused' : meaning;
  }

  open();
  agenda.after(HEARTBEAT_MS, beat);
  for (const operation of operations) {
    trace?.(`${agenda.now} ## ${operation.name}`);
    perform(operation);
    pass(operation.pause);
  }
  signedOut = false;
  calmDown();
  return call;
}
