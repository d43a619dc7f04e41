import type { Call } from '../../../../src/domain/call.ts';
import type { CallEffect, CallInput } from '../../../../src/domain/call-input.ts';
import type { EvidenceOracle } from './evidence-oracle.ts';
import { must } from './violation.ts';

const DOUBLE_CLICK_MS = 400;
const RESUME_AFTER_PAUSE_MS = 800;
const RETRIES = 3;
const RETRY_WITHIN_MS = 10_000;
const UNCONFIRMED_AFTER_MS = 8_000;
const ENDINGS = new Set(['confirmed', 'unconfirmed', 'failed', 'superseded']);

interface Standing {
  readonly id: string;
  readonly action: 'pause' | 'resume';
  readonly askedAt: number;
  readonly overtook: boolean;
  prepared: boolean;
  sends: number;
  lastSendK: number;
  lastAnswerK: number;
  answerWas: 'ok' | 'denied' | 'failed' | undefined;
  acceptedAt: number | undefined;
  resentAfterOvertaking: boolean;
}

/** Own books of what was asked, sent and answered; written from rules 4 and 5. */
export function wishOracle(evidence: EvidenceOracle, mayPauseOthers: boolean) {
  let standing: Standing | undefined;
  let deniedNow = false;
  let sendsNow: string[] = [];
  let overtakenAnsweredK = 0;
  let pausePressedAt = -Infinity;
  const ended = new Map<string, string>();
  const asked = new Set<string>();
  const inFlight = new Map<number, { to: 'paused' | 'active'; wishId: string }>();

  function checkSend(effect: Extract<CallEffect, { kind: 'send' }>, call: Call, at: number): void {
    const wish = standing;
    must(wish, 'nothing is sent without a standing wish', { to: effect.to });
    must(effect.to === (wish.action === 'pause' ? 'paused' : 'active'), 'what is sent is what is wished', {
      to: effect.to,
      wished: wish.action,
    });
    must(call.claim.state !== 'ended', 'nothing is sent after the call ended');
    if (wish.action === 'resume') {
      must(wish.prepared, 'a resume waits for the journal');
      must(inFlight.size === 0, 'a resume overtakes nothing');
    }
    if (effect.as === 'others') must(mayPauseOthers && deniedNow, 'operation B follows a refusal of A only');
    else if (wish.sends > 0) checkRetry(wish, at);
    if (effect.as === 'own') wish.sends += 1;
    wish.lastSendK = evidence.next();
    wish.acceptedAt = undefined;
    wish.answerWas = undefined;
    sendsNow.push(effect.to);
    inFlight.set(effect.commandId, { to: effect.to, wishId: wish.id });
    if (effect.to === 'active') evidence.resumeSent(effect.commandId, at);
  }

  function checkRetry(wish: Standing, at: number): void {
    const readK = evidence.lastRead?.sent.k ?? 0;
    must(readK > wish.lastAnswerK, 'a retry follows a read that was sent after the failure', {
      answer: wish.answerWas,
    });
    if (wish.answerWas === 'ok') {
      must(wish.overtook && !wish.resentAfterOvertaking, 'an accepted wish is not sent again');
      must(readK > overtakenAnsweredK, 'both are answered before a pause is sent once more');
      must(
        evidence.lastRead?.version.meaning === 'recording',
        'only a pause that did not hold is sent again',
      );
      wish.resentAfterOvertaking = true;
      return;
    }
    must(at < wish.askedAt + RETRY_WITHIN_MS, 'no retry later than 10 s after the click');
    const retries = wish.sends - (wish.resentAfterOvertaking ? 1 : 0);
    must(retries <= RETRIES, 'at most three retries', { sends: wish.sends });
  }

  function checkStory(effect: Extract<CallEffect, { kind: 'story' }>, call: Call, at: number): void {
    const { id, action } = effect.wish;
    if (effect.phase === 'requested') return;
    if (effect.phase === 'accepted') {
      if (standing?.id === id) standing.acceptedAt = at;
      return;
    }
    must(ENDINGS.has(effect.phase), 'a wish ends in a known way');
    must(!ended.has(id), 'a wish ends once', { first: ended.get(id), second: effect.phase });
    ended.set(id, effect.phase);
    if (effect.phase === 'confirmed') {
      const lastSendK = standing?.id === id ? standing.lastSendK : Infinity;
      const proven = evidence.proof !== undefined && evidence.proof.sent.k > lastSendK;
      if (action === 'pause')
        must(call.claim.state === 'paused' && proven, 'a pause is confirmed by a read sent after it');
      else {
        const read = evidence.lastRead;
        const told = read !== undefined && read.sent.k > lastSendK && read.version.meaning === 'recording';
        must(
          told || (proven && call.claim.state === 'held'),
          'a resume is confirmed by a read sent after it',
        );
      }
    }
    if (standing?.id === id) standing = undefined;
  }

  return {
    get standing() {
      return standing;
    },
    unfinished: () => [...asked].filter((id) => !ended.has(id)),

    before(input: CallInput): void {
      deniedNow = false;
      sendsNow = [];
      if (input.kind === 'prepared' && standing?.id === input.wishId) standing.prepared = true;
      if (input.kind !== 'answered') return;
      const command = inFlight.get(input.commandId);
      inFlight.delete(input.commandId);
      if (!command) return;
      const k = evidence.next();
      if (standing?.id !== command.wishId) {
        overtakenAnsweredK = k;
        return;
      }
      standing.lastAnswerK = k;
      const failure = input.result.ok ? undefined : input.result.failure.kind;
      deniedNow = failure === 'denied';
      standing.answerWas = failure === undefined || failure === 'conflict' ? 'ok' : 'failed';
    },

    after(input: CallInput, was: Call, call: Call, effects: readonly CallEffect[], at: number): void {
      const before = standing;
      let merged = false;
      if (input.kind === 'asked') {
        const isMeantForPause = input.action === 'resume' && at - pausePressedAt < RESUME_AFTER_PAUSE_MS;
        if (isMeantForPause)
          must(
            effects.every(({ kind }) => kind !== 'prepare'),
            'a press on Resume right after Pause is no wish',
          );
        if (input.action === 'pause') pausePressedAt = at;
        merged =
          isMeantForPause || (before?.action === input.action && at - before.askedAt < DOUBLE_CLICK_MS);
        if (!merged) {
          asked.add(input.wishId);
          const overtook = [...inFlight.values()].some((command) => command.to === 'active');
          const late = effects.findIndex((one) => one.kind === 'story' && one.wish.id === before?.id);
          if (before) {
            const effect = effects[late];
            must(effect?.kind === 'story' && effect.phase === 'superseded', 'the latest wish wins', {
              got: effect,
            });
            ended.set(before.id, 'superseded');
          }
          standing = {
            id: input.wishId,
            action: input.action,
            askedAt: at,
            overtook: input.action === 'pause' && overtook,
            prepared: false,
            sends: 0,
            lastSendK: Infinity,
            lastAnswerK: Infinity,
            answerWas: undefined,
            acceptedAt: undefined,
            resentAfterOvertaking: false,
          };
        }
      }
      for (const effect of effects) {
        if (effect.kind === 'send') checkSend(effect, call, at);
        if (
          effect.kind === 'story' &&
          !(before && effect.wish.id === before.id && effect.phase === 'superseded')
        )
          checkStory(effect, call, at);
      }
      if (input.kind === 'asked') {
        const expected = merged || input.action === 'resume' || was.claim.state === 'ended' ? 0 : 1;
        must(sendsNow.length === expected, 'a click on pause sends one pause at once', {
          action: input.action,
          sendsNow,
        });
      }
      if (standing?.acceptedAt !== undefined)
        must(at <= standing.acceptedAt + UNCONFIRMED_AFTER_MS, 'unconfirmed at most 8 s after the answer');
    },
  };
}
