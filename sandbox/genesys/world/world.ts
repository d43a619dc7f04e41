import type { CallRequest, Truth } from '../../control.ts';
import { SEED } from '../../control.ts';
import type { Ids } from '../ids.ts';
import { queueName, userById } from '../people.ts';
import type { Timing } from '../timing.ts';
import type { Conversation, Participant, Snapshot } from './model.ts';
import { isEnded } from './model.ts';

export type HistoryLine = Truth['conversations'][number]['history'][number];

export interface World {
  all(): Conversation[];
  find(id: string): Conversation | undefined;
  open(request: CallRequest): Conversation;
  newParticipant(about: Pick<Participant, 'name' | 'purpose'> & Partial<Participant>): Participant;
  /** Keeps the new state as a snapshot and publishes it. */
  commit(conversation: Conversation, what: string, by: string): void;
  /** The conversation as it was at that time; one that is younger than that is shown as it began. */
  asOf(id: string, at: number): Conversation | undefined;
  snapshots(id: string): readonly Snapshot[];
  history(id: string): readonly HistoryLine[];
}

const KEPT_SNAPSHOTS = 500;
const CUSTOMER_NAMES = ['Robin Vale', 'Dana Kurz', 'Imre Halás', 'Noor Haddad', 'Tove Lind', 'Pilar Soto'];

interface Kept {
  conversation: Conversation;
  snapshots: Snapshot[];
  history: HistoryLine[];
}

export function createWorld(timing: Timing, ids: Ids, publish: (snapshot: Snapshot) => void): World {
  const records = new Map<string, Kept>();

  const newParticipant: World['newParticipant'] = (about) => ({
    id: ids.uuid(),
    communicationId: ids.uuid(),
    state: 'connected',
    startedAt: timing.now(),
    ...((about.state ?? 'connected') === 'connected' ? { connectedAt: timing.now() } : {}),
    held: false,
    wrapupRequired: false,
    attributes: {},
    running: { customer: false, agent: false, snippet: false, adhoc: false },
    securePaused: false,
    tellsSecurePause: false,
    screen: 'none',
    ...about,
  });

  return {
    all: () => [...records.values()].map(({ conversation }) => conversation),
    find: (id) => records.get(id)?.conversation,
    newParticipant,
    open(request) {
      const customerName =
        request.customerName ?? CUSTOMER_NAMES[records.size % CUSTOMER_NAMES.length] ?? 'Customer';
      const agentId = request.agentId ?? SEED.users.ada;
      const queueId = request.queueId ?? SEED.queues.payments;
      const conversation: Conversation = {
        id: ids.uuid(),
        medium: request.medium ?? 'call',
        queueId,
        customerName,
        address: `tel:+1555010${String(records.size % 100).padStart(4, '0')}`,
        startedAt: timing.now(),
        policy: request.recorders ?? ['customer'],
        pauseStands: false,
        participants: [
          newParticipant({ name: customerName, purpose: 'customer' }),
          newParticipant({
            name: queueName(queueId),
            purpose: 'acd',
            state: 'terminated',
            connectedAt: timing.now(),
            endedAt: timing.now(),
            disconnectType: 'transfer',
          }),
          newParticipant({
            name: userById(agentId)?.name ?? 'Agent',
            userId: agentId,
            purpose: 'agent',
            state: 'alerting',
            wrapupRequired: true,
          }),
        ],
      };
      records.set(conversation.id, { conversation, snapshots: [], history: [] });
      return conversation;
    },
    commit(conversation, what, by) {
      const record = records.get(conversation.id);
      if (record === undefined) throw new Error(`There is no conversation ${conversation.id}.`);
      if (isEnded(conversation)) conversation.endedAt ??= timing.now();
      const snapshot = { at: timing.now(), conversation: structuredClone(conversation) };
      record.snapshots.push(snapshot);
      if (record.snapshots.length > KEPT_SNAPSHOTS) record.snapshots.shift();
      record.history.push({ at: timing.now(), what, by });
      publish(snapshot);
    },
    asOf(id, at) {
      const snapshots = records.get(id)?.snapshots ?? [];
      return (snapshots.findLast((snapshot) => snapshot.at <= at) ?? snapshots[0])?.conversation;
    },
    snapshots: (id) => records.get(id)?.snapshots ?? [],
    history: (id) => records.get(id)?.history ?? [],
  };
}
