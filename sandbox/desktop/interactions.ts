import type { Medium, Truth } from '../control.ts';
import { SEED } from '../control.ts';

export type InteractionState = 'ringing' | 'connected' | 'held' | 'parked' | 'wrap-up';

/** One row of the agent's interaction list. */
export interface Interaction {
  id: string;
  medium: Medium;
  queueId: string;
  queueName: string;
  customerName: string;
  state: InteractionState;
  securePause: boolean;
  others: { name: string; role: string; state: string }[];
}

type Conversation = Truth['conversations'][number];
type Participant = Conversation['participants'][number];

/** What this agent has to do with; an interaction leaves the list when it is over and wrapped up. */
export function interactionsOf(truth: Truth, userId: string): Interaction[] {
  return truth.conversations.flatMap((conversation) => {
    const own = conversation.participants.findLast((one) => one.userId === userId && !one.listening);
    const state = own && stateOf(own);
    if (own === undefined || state === undefined) return [];
    return [
      {
        id: conversation.id,
        medium: conversation.medium,
        queueId: conversation.queueId,
        queueName: queueName(conversation.queueId),
        customerName: conversation.customerName,
        state,
        securePause: conversation.securePause,
        others: conversation.participants.filter((one) => one !== own && isLive(one)).map(describe),
      },
    ];
  });
}

function queueName(queueId: string): string {
  if (queueId === SEED.queues.payments) return 'Payments';
  if (queueId === SEED.queues.support) return 'Support';
  return 'Other queue';
}

/** `disconnected` lasts until the agent has wrapped up, then the leg is `terminated`. */
function stateOf(own: Participant): InteractionState | undefined {
  switch (own.state) {
    case 'alerting':
      return 'ringing';
    case 'terminated':
      return undefined;
    case 'disconnected':
      return 'wrap-up';
    case 'parked':
      return 'parked';
    default:
      return own.held ? 'held' : 'connected';
  }
}

function isLive(participant: Participant): boolean {
  return participant.state !== 'disconnected' && participant.state !== 'terminated';
}

const LISTENING = { monitor: 'Monitoring', coach: 'Coaching', barge: 'Barged in' } as const;

function describe(participant: Participant): Interaction['others'][number] {
  const role = participant.listening
    ? LISTENING[participant.listening]
    : participant.purpose === 'customer' || participant.purpose === 'external'
      ? 'Customer'
      : capitalised(participant.purpose);
  const state = participant.held
    ? 'On hold'
    : participant.state === 'alerting'
      ? 'Ringing'
      : capitalised(participant.state);
  return { name: participant.name, role, state };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
