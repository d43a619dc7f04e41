import type {
  ActRequest,
  CallAnswer,
  CallRequest,
  ClockRequest,
  FaultRequest,
  PersonRequest,
  RecordingRequest,
  ResetRequest,
  SandboxControl,
  SwitchRequest,
} from '../../control.ts';
import type { Platform } from '../platform.ts';
import { truthOf } from '../truth.ts';
import { perform } from '../world/acts.ts';
import { ActRefused, connectLeg } from '../world/legs.ts';
import { ControlMistake } from './check.ts';
import {
  checkAct,
  checkCall,
  checkClock,
  checkFault,
  checkPerson,
  checkRecording,
  checkReset,
  checkSwitch,
} from './rules.ts';

/** The control routes. `platform` answers the life that goes on; `reset` begins another one. */
export function createSandboxControl(
  platform: () => Platform,
  reset: (seed: number | undefined) => void,
  changed: () => void,
): SandboxControl {
  return {
    async reset(request: ResetRequest = {}) {
      checkReset(request);
      reset(request.seed);
    },
    async call(request: CallRequest = {}) {
      checkCall(request);
      return openCall(platform(), request);
    },
    async act(request: ActRequest) {
      checkAct(request);
      try {
        if (request.act === 'republish') republish(platform(), request.conversationId, request.age ?? 0);
        else perform(platform(), request);
      } catch (error) {
        throw error instanceof ActRefused ? new ControlMistake(error.message, { cause: error }) : error;
      }
    },
    async fault(request: FaultRequest) {
      checkFault(request);
      addFault(platform(), request);
      changed();
    },
    async switch(request: SwitchRequest) {
      checkSwitch(request);
      Object.assign(platform().switches, request);
      changed();
      return { ...platform().switches };
    },
    async recording(request: RecordingRequest) {
      checkRecording(request);
      platform().files.arrange(request);
    },
    async clock(request: ClockRequest) {
      checkClock(request);
      platform().timing.advance(request.advanceMs);
      changed();
      return { now: platform().timing.now() };
    },
    async person(request: PersonRequest) {
      checkPerson(request);
      const { organisation } = platform();
      if (request.lacks) organisation.lacks.set(request.userId, new Set(request.lacks));
      for (const name of request.joins ?? []) {
        const group = organisation.groups.find((one) => one.name === name);
        if (group === undefined) throw new ControlMistake(`"joins": there is no group "${name}".`);
        group.members.add(request.userId);
        group.version += 1;
      }
    },
    truth: async () => truthOf(platform()),
    requests: async () => platform().requests(),
  };
}

function openCall({ world, switches, timing }: Platform, request: CallRequest): CallAnswer {
  const conversation = world.open(request);
  const customer = conversation.participants.find(({ purpose }) => purpose === 'customer');
  const agent = conversation.participants.find(({ purpose }) => purpose === 'agent');
  if (customer === undefined || agent === undefined) throw new Error('A new call lacks its two sides.');
  if (request.state !== 'alerting') connectLeg({ conversation, switches, timing }, agent);
  if (request.screen) agent.screen = 'active';
  world.commit(conversation, request.state === 'alerting' ? 'alerting' : 'connected', 'platform');
  return {
    conversationId: conversation.id,
    customerParticipantId: customer.id,
    agentParticipantId: agent.id,
  };
}

function republish({ world, feed }: Platform, conversationId: string, age: number): void {
  const snapshots = world.snapshots(conversationId);
  const snapshot = snapshots[snapshots.length - 1 - age];
  if (snapshot === undefined) {
    throw new ControlMistake(
      snapshots.length === 0
        ? `"conversationId": there is no conversation ${conversationId}.`
        : `"age" must be less than ${snapshots.length} for this conversation.`,
    );
  }
  feed.publish(snapshot, 0);
}

function addFault({ faults, sockets, channels, tokens, signIn }: Platform, request: FaultRequest): void {
  if ('clear' in request) {
    faults.clear();
  } else if (request.fault === 'socket-refused') {
    faults.refuseSockets();
  } else if (request.fault === 'inactive') {
    for (const token of tokens.all()) if (token.userId === request.userId) tokens.revoke(token);
    signIn.forgetUser(request.userId);
  } else if (request.fault !== 'socket') {
    faults.add(request);
  } else if (request.how !== 'token-revoked') {
    sockets.disturb(request.how);
  } else {
    const open = new Set(channels.all().flatMap(({ line, tokenId }) => (line ? [tokenId] : [])));
    for (const token of tokens.all()) if (open.has(token.id)) tokens.revoke(token);
  }
}
