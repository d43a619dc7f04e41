import type { ActRequest } from '../../control.ts';
import { SEED } from '../../control.ts';
import { userById } from '../people.ts';
import type { Scene, Stage } from './legs.ts';
import { ActRefused, connectLeg, endIfDeserted, endLeg, legOf, liveCustomers, setHeld } from './legs.ts';
import type { Conversation, Listening, Participant } from './model.ts';
import { isAgent, isLive } from './model.ts';
import { restartPolicy, setSecurePause } from './recording.ts';

type Act = Exclude<ActRequest['act'], 'republish'>;

/** Does what people or the platform do to a conversation, and publishes it. */
export function perform(stage: Stage, request: Exclude<ActRequest, { act: 'republish' }>): void {
  const conversation = stage.world.find(request.conversationId);
  if (conversation === undefined) {
    throw new ActRefused(`"conversationId": there is no conversation ${request.conversationId}.`);
  }
  const by = request.by ?? defaultActor(conversation, request.act);
  ACTS[request.act]({
    ...stage,
    conversation,
    by,
    to: 'to' in request ? request.to : '',
    from: 'from' in request ? request.from : '',
  });
  endIdleWatches({ ...stage, conversation });
  stage.world.commit(conversation, request.act, by);
}

const SUPERVISED: ReadonlySet<Act> = new Set([
  'monitor',
  'coach',
  'barge',
  'leave',
  'watch-screen',
  'leave-screen',
]);

/** The agent who can do this: who is alerted answers, who hung up wraps up, who talks does all else. */
function defaultActor({ participants }: Conversation, act: Act): string {
  if (SUPERVISED.has(act)) return SEED.users.sol;
  const agents = participants.filter(isAgent);
  const able =
    act === 'answer' || act === 'decline'
      ? agents.findLast(({ state }) => state === 'alerting')
      : act === 'wrapup'
        ? agents.findLast(({ state }) => state === 'disconnected')
        : agents.find(({ state }) => state === 'connected');
  return (able ?? agents.findLast(isLive) ?? agents.at(-1))?.userId ?? SEED.users.ada;
}

const ACTS = {
  answer: (scene) => connectLeg(scene, legOf(scene, 'alerting')),
  decline: (scene) => endLeg(scene, legOf(scene, 'alerting'), 'client'),
  hold: (scene) => setHeld(scene, legOf(scene, 'connected'), true),
  unhold(scene) {
    setHeld(scene, legOf(scene, 'connected'), false);
    for (const customer of liveCustomers(scene)) setHeld(scene, customer, false);
  },
  hangup(scene) {
    endLeg(scene, legOf(scene), 'client');
    endIfDeserted(scene);
  },
  'customer-hangup'(scene) {
    for (const customer of liveCustomers(scene)) endLeg(scene, customer, 'client');
    for (const leg of scene.conversation.participants.filter(isLive)) endLeg(scene, leg, 'peer');
  },
  wrapup(scene) {
    const leg = scene.conversation.participants.findLast(
      ({ userId, state }) => userId === scene.by && state === 'disconnected',
    );
    if (leg === undefined) throw new ActRefused(`"wrapup" needs a disconnected leg of user ${scene.by}.`);
    leg.state = 'terminated';
    leg.wrapupRequired = false;
    leg.acwEndedAt = scene.timing.now();
  },
  /** Blind, or the end of a consult when the other user is there already. */
  transfer(scene) {
    const leg = legOf(scene, 'connected');
    bringIn(scene);
    for (const customer of liveCustomers(scene)) setHeld(scene, customer, false);
    endLeg(scene, leg, 'transfer');
  },
  consult(scene) {
    legOf(scene, 'connected');
    const [customer] = liveCustomers(scene);
    if (customer === undefined) throw new ActRefused('"consult" needs a customer who is still there.');
    bringIn(scene).consultParticipantId = customer.id;
    setHeld(scene, customer, true);
  },
  conference(scene) {
    legOf(scene, 'connected');
    const joined = bringIn(scene);
    if (joined.state !== 'connected') connectLeg(scene, joined);
    for (const customer of liveCustomers(scene)) setHeld(scene, customer, false);
  },
  park(scene) {
    const leg = legOf(scene, 'connected');
    leg.state = 'parked';
    for (const customer of liveCustomers(scene)) setHeld(scene, customer, true);
  },
  retrieve(scene) {
    const leg = legOf(scene, 'parked');
    leg.state = 'connected';
    for (const customer of liveCustomers(scene)) setHeld(scene, customer, false);
    restartPolicy(scene.conversation, scene.switches);
  },
  merge: (scene) => merge(scene),
  monitor: (scene) => listen(scene, 'monitor'),
  coach: (scene) => listen(scene, 'coach'),
  barge: (scene) => listen(scene, 'barge'),
  leave(scene) {
    const listener = scene.conversation.participants.findLast(
      ({ userId, listening, state }) => userId === scene.by && listening && state === 'connected',
    );
    if (listener === undefined)
      throw new ActRefused('"leave" needs a user who listens to this conversation.');
    endLeg(scene, listener, 'client');
  },
  'watch-screen': (scene) => {
    const { conversation, world, by } = scene;
    const target = connectedAgent(scene, 'watch-screen');
    conversation.participants.push(
      world.newParticipant({
        name: userById(by)?.name ?? 'Supervisor',
        userId: by,
        purpose: 'user',
        watchedParticipantId: target.id,
      }),
    );
  },
  'leave-screen': (scene) => {
    const watcher = scene.conversation.participants.findLast(
      (leg) => leg.userId === scene.by && leg.watchedParticipantId && isLive(leg),
    );
    if (watcher === undefined) throw new ActRefused('"leave-screen" needs a user who watches a screen.');
    endLeg(scene, watcher, 'client');
  },
  pause: (scene) => setSecurePause(scene.conversation, true, scene.by, scene.switches),
  resume: (scene) => setSecurePause(scene.conversation, false, scene.by, scene.switches),
  'snippet-start': (scene) => setRunning(scene, 'snippet', true),
  'snippet-stop': (scene) => setRunning(scene, 'snippet', false),
  'adhoc-start': (scene) => setRunning(scene, 'adhoc', true),
  'adhoc-stop': (scene) => setRunning(scene, 'adhoc', false),
  'screen-start': (scene) => setScreen(scene, 'active'),
  'screen-stop': (scene) => setScreen(scene, 'stopped'),
} satisfies Record<Act, (scene: Scene) => void>;

function setRunning(scene: Scene, name: 'snippet' | 'adhoc', running: boolean): void {
  legOf(scene, 'connected').running[name] = running;
}

function setScreen(scene: Scene, screen: Participant['screen']): void {
  legOf(scene, 'connected').screen = screen;
}

/** The leg of the other user that is still there, or a new one that alerts. A user may come back any number of times. */
function bringIn({ conversation, world, by, to }: Scene): Participant {
  if (to === by) throw new ActRefused('"to" must be another user.');
  const present = conversation.participants.find((leg) => leg.userId === to && isAgent(leg) && isLive(leg));
  if (present !== undefined) {
    delete present.consultParticipantId;
    return present;
  }
  const joined = world.newParticipant({
    name: userById(to)?.name ?? 'Agent',
    userId: to,
    purpose: 'agent',
    state: 'alerting',
    wrapupRequired: true,
  });
  conversation.participants.push(joined);
  return joined;
}

/** The other call's people join here as new participants; there all legs end. */
function merge(scene: Scene): void {
  const { conversation, world, by } = scene;
  const leg = legOf(scene, 'connected');
  const other = scene.from === conversation.id ? undefined : world.find(scene.from);
  if (other === undefined) throw new ActRefused('"from" must be another conversation.');
  legOf({ conversation: other, by }, 'connected');
  for (const { id, name, purpose, userId, state } of other.participants.filter(isLive)) {
    if (userId === by) continue;
    const about = { name, purpose, ...(userId !== undefined && { userId }) };
    conversation.participants.push(world.newParticipant({ ...about, state, attributes: { mergedFrom: id } }));
  }
  for (const one of other.participants.filter(isLive)) endLeg(scene, one, 'transfer');
  setHeld(scene, leg, false);
  for (const customer of liveCustomers(scene)) setHeld(scene, customer, false);
  restartPolicy(conversation, scene.switches);
  world.commit(other, 'merged', by);
}

function connectedAgent({ conversation }: Scene, act: Act): Participant {
  const found = conversation.participants.findLast((leg) => isAgent(leg) && leg.state === 'connected');
  if (found === undefined) throw new ActRefused(`"${act}" needs a connected agent.`);
  return found;
}

/** Nobody watches a screen within a conversation in which its agent no longer is. */
function endIdleWatches(scene: Pick<Scene, 'conversation' | 'timing'>): void {
  const { participants } = scene.conversation;
  const isThere = (id: string) => participants.some((leg) => leg.id === id && isLive(leg));
  for (const leg of participants)
    if (leg.watchedParticipantId && isLive(leg) && !isThere(leg.watchedParticipantId))
      endLeg(scene, leg, 'peer');
}

function listen(scene: Scene, listening: Listening): void {
  const { conversation, world, by } = scene;
  const target = connectedAgent(scene, listening);
  const present = conversation.participants.find((leg) => leg.userId === by && leg.listening && isLive(leg));
  if (present !== undefined) {
    present.listening = listening;
    return;
  }
  conversation.participants.push(
    world.newParticipant({
      name: userById(by)?.name ?? 'Supervisor',
      userId: by,
      purpose: 'user',
      listening,
      listenedParticipantId: target.id,
    }),
  );
}
