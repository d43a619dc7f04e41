import type { Clock, RecordingApi } from '../../app/ports.ts';
import { mayBeDone, type Failure } from '../../domain/failure.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { Leg, Snapshot } from '../../domain/snapshot.ts';
import { createRest } from '../../genesys/http/rest.ts';
import type { Transport } from '../../genesys/http/transport.ts';
import { decodeConversation } from '../../genesys/wire/conversation.ts';
import { createRecordingApi } from '../../genesys/recording-api.ts';
import { ALL_AGENTS, forAllAgents, liveAgents } from '../all-agents.ts';
import type { Permit } from '../http/pacer.ts';
import type { Actor } from '../party.ts';
import { believeEnd } from './believe-end.ts';
import type { KeptBack, LastQuestion } from './kept-back.ts';

const ID = /^[\w-]{1,64}$/;

/**
 * `RecordingApi` for who acts on calls that are not theirs, on one call: operation B pauses, and reads see every agent's leg. A
 * user who is on the call starts on their own leg; a stop goes to whose recorder captures.
 */
export interface CallApi extends RecordingApi {
  /** From here on nothing is sent that this keeps back, also no second try. Asked as the last thing before a request leaves. */
  onlyUnless(keepsBack: (question: LastQuestion) => KeptBack | undefined): void;
  /** From here on a read that shows nobody on the call is asked again before it counts. */
  askEndsAgain(signal?: AbortSignal): void;
  /** From here on a look that has left so long ago counts as one without an answer; `undefined`: as long as any request. */
  waitForLooks(ms: number | undefined): void;
  /** What keeps back what would leave now. */
  keptBackNow(): KeptBack | undefined;
  /** The newest command was kept back because of that. */
  readonly keptBack: KeptBack | undefined;
  /** The next `readCall` gets this answer: a read that was just made is not made twice. */
  give(read: Result<Snapshot>): void;
  /** The newest command was answered, and not refused. */
  readonly accepted: boolean;
  /** How the newest command was refused. */
  readonly refusal: Failure | undefined;
  /** A resume or a start has left and has no answer that settles it: whatever is shown now, it may take effect yet. */
  readonly isUnanswered: boolean;
  /** A command has left. */
  readonly commanded: boolean;
  /** The newest read, as all agents see it. */
  readonly newest: Snapshot | undefined;
  /** The newest read that was sent after a command. */
  readonly shown: Snapshot | undefined;
  /** Participants who were on the call as agents by the newest read. */
  readonly agents: readonly string[] | undefined;
}

/** Every agent has recorders of their own: a stop goes to all that capture, or of which nobody tells when none is told to. */
function legsToStop(legs: readonly Leg[], target: 'snippet' | 'adhoc'): readonly Leg[] {
  const captures = legs.filter(({ recorders }) => (recorders[target] ?? 'none') !== 'none');
  return captures.length > 0 ? captures : legs.filter(({ recorders }) => recorders[target] === undefined);
}

/** `seen`: what every read shows, as all agents see it, and when it was sent (epoch ms). */
export function createCallApi(
  permit: Pick<Permit, 'transport'>,
  clock: Pick<Clock, 'now' | 'wall' | 'after'>,
  actor: Actor = { kind: 'client' },
  seen: (snapshot: Snapshot, sentAt: number) => void = () => {},
): CallApi {
  const commands = createRecordingApi(createRest(sendIfWanted(permit.transport('command')), clock));
  const looks = createRecordingApi(createRest(briefly(permit.transport('look')), clock));
  const confirms = createRecordingApi(createRest(permit.transport('confirm'), clock));
  let given: Result<Snapshot> | undefined;
  let refusal: Failure | undefined;
  let accepted = false;
  let commanded = false;
  let unanswered = 0;
  const userId = actor.kind === 'user' ? actor.userId : undefined;
  let own: Leg | undefined;
  /** Of the agents who are on the call, each as it is told. */
  let legs: readonly Leg[] = [];
  let agents: readonly string[] | undefined;
  let shown: Snapshot | undefined;
  let newest: Snapshot | undefined;
  let newestAt = -Infinity;
  /** Requests of commands that have left. */
  let sent = 0;
  let keptBack: KeptBack | undefined;
  let keepsBack: (question: LastQuestion) => KeptBack | undefined = () => undefined;
  let lookMs: number | undefined;
  let mostly = (read: () => Promise<Result<Snapshot>>) => read();

  function isWanted(): boolean {
    keptBack = newest && keepsBack({ newest, newestAt, hasLeft: sent > 0 });
    return keptBack === undefined;
  }

  function sendIfWanted(carry: Transport): Transport {
    return (request) => {
      let leaves = false;
      // Asked when its turn comes, and again when there is a token: the last answer counts.
      return carry({
        ...request,
        isWanted() {
          if (isWanted() !== leaves) sent += leaves ? -1 : 1;
          return (leaves = keptBack === undefined);
        },
      });
    };
  }

  /** Counted from when it leaves: without a token no command could leave either. */
  function briefly(carry: Transport): Transport {
    return (request) => {
      const ms = lookMs;
      if (ms === undefined) return carry(request);
      return new Promise((resolve) => {
        let cancel = () => {};
        const leaves = () => {
          cancel();
          cancel = clock.after(ms, () => resolve({ kind: 'timeout' }));
        };
        void carry({ ...request, leaves }).then((answer) => {
          cancel();
          resolve(answer);
        });
      });
    };
  }

  /** `begins`: somebody is captured when it takes effect. */
  async function command<T>(begins: boolean, send: () => Promise<Result<T>>): Promise<Result<T>> {
    if (!isWanted()) return failed({ kind: 'no-live-leg' });
    const wasCommanded = commanded;
    const sentBefore = sent;
    commanded = true;
    accepted = false;
    if (begins) unanswered += 1;
    const result = await send();
    if (keptBack !== undefined && sent === sentBefore) {
      // It waited for its turn, and has never left.
      if (begins) unanswered -= 1;
      commanded = wasCommanded;
      return failed({ kind: 'no-live-leg' });
    }
    if (begins && (result.ok || !mayBeDone(result.failure))) unanswered -= 1;
    accepted = result.ok;
    refusal = result.ok ? undefined : result.failure;
    return result;
  }

  return {
    onlyUnless(rule) {
      keepsBack = rule;
    },
    askEndsAgain(signal) {
      mostly = (read) => believeEnd(read, clock, signal);
    },
    waitForLooks(ms) {
      lookMs = ms;
    },
    keptBackNow() {
      isWanted();
      return keptBack;
    },
    get keptBack() {
      return keptBack;
    },
    get newest() {
      return newest;
    },
    give(read) {
      given = read;
    },
    get accepted() {
      return accepted;
    },
    get refusal() {
      return refusal;
    },
    get isUnanswered() {
      return unanswered > 0;
    },
    get commanded() {
      return commanded;
    },
    get shown() {
      return shown;
    },
    get agents() {
      return agents;
    },
    me: async () => ok({ userId: ALL_AGENTS, permissions: new Set<string>() }),
    // GET conversations/calls is refused without a user (400 not.a.user).
    myCalls: async () => failed({ kind: 'bad-request', code: 'not.a.user' }),
    async readCall(conversationId) {
      let isAfter = commanded;
      let sentAt = -Infinity;
      let askedAt = 0;
      const ask = () => {
        isAfter = commanded;
        sentAt = clock.now();
        askedAt = clock.wall();
        return (isAfter ? confirms : looks).readCall(conversationId);
      };
      const read = given ?? (await mostly(ask));
      const isSeen = given !== undefined;
      given = undefined;
      if (!read.ok) return read;
      // What was given is merged already, and was looked through when it was read.
      if (!isSeen) legs = liveAgents(read.value);
      own = read.value.legs.find((leg) => leg.live && userId !== undefined && leg.userId === userId) ?? own;
      agents = liveAgents(read.value).map(({ participantId }) => participantId);
      const merged = forAllAgents(read.value);
      if (!isSeen) seen(merged, askedAt);
      if (sentAt >= newestAt) [newest, newestAt] = [merged, sentAt];
      if (isAfter) shown = merged;
      return ok(merged);
    },
    /** GET conversations/{id}, which a client may read with the permission that it needs for calls as well. */
    async readOther(conversationId) {
      if (!ID.test(conversationId)) return failed({ kind: 'not-found' });
      return createRest(permit.transport('look'), clock).ask(
        { method: 'GET', path: '/api/v2/conversations/{conversationId}', params: { conversationId } },
        decodeConversation,
      );
    },
    setRecording: (conversationId, to) =>
      command(to === 'active', () => commands.setRecording(conversationId, to, 'others')),
    setCapture(conversationId, leg, target, on) {
      const { participantId } = own ?? leg;
      const others = on ? [] : legsToStop(legs, target);
      const to = others.length > 0 ? others.map((one) => one.participantId) : [participantId];
      // Operation D refuses client credentials for certain; operation E is the one that may not.
      const isOnQueue = (id: string): boolean => {
        const one = legs.find((each) => each.participantId === id);
        return actor.kind === 'client' || (one ? one.queueId !== undefined : leg.isOnQueue);
      };
      return command(on, async () => {
        const answers = await Promise.all(
          to.map((id) =>
            commands.setCapture(conversationId, { participantId: id, isOnQueue: isOnQueue(id) }, target, on),
          ),
        );
        return answers.find((one) => !one.ok) ?? ok(undefined);
      });
    },
  };
}
