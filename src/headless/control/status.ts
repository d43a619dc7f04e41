import type { ConversationView } from '../../app/view.ts';
import type { Failure } from '../../domain/failure.ts';
import { otherRecorders } from '../../domain/mapping.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isAgentLeg } from '../all-agents.ts';
import { openCall, type CallDeps } from './call-session.ts';
import { findCall, type Looked } from './find-call.ts';

/** What must be there before a command makes sense, and what the platform does not tell. */
export interface Prerequisites {
  readonly conversation: 'live' | 'ended';
  readonly agents: number;
  /** Who captures now, by name; the count is their number. */
  readonly activeRecorders: readonly string[];
  /** No endpoint of the platform tells it. */
  readonly storageQuota: 'not exposed by the platform';
}

/** Epoch ms; `exact`: seen to change, `about`: from when the call was connected, `at-least`: found so. */
export type Since = Pick<NonNullable<ConversationView['since']>, 'at' | 'kind'>;
/** Without the time of a clock that only this process has. */
export const sinceOf = ({ at, kind }: Since): Since => ({ at, kind });

export type StatusResult =
  | {
      readonly conversationId: string;
      readonly found: true;
      readonly state: ConversationView['state'];
      /** No agent has answered yet: before that the platform says nothing of recording that holds. */
      readonly ringing?: true;
      readonly pauseKind?: 'secure' | 'hold' | 'unspecified';
      readonly since?: Since;
      readonly prerequisites: Prerequisites;
    }
  | {
      readonly conversationId: string;
      readonly found: false;
      readonly failure: Failure;
      /** How often Genesys said that it does not know it. */
      readonly looked?: Looked;
    };

function prerequisitesOf(snapshot: Snapshot): Prerequisites {
  const live = snapshot.legs.filter(({ live }) => live);
  const active = new Set<string>(otherRecorders(snapshot));
  if (live.some(({ recorders }) => recorders.customer === 'active')) active.add('customer');
  return {
    conversation: live.length > 0 ? 'live' : 'ended',
    agents: live.filter(isAgentLeg).length,
    activeRecorders: ['customer', 'agent', 'snippet', 'adhoc', 'screen'].filter((name) => active.has(name)),
    storageQuota: 'not exposed by the platform',
  };
}

/** What the evidence lets one say of a call: something calm only after a second read. */
export async function statusOf(deps: CallDeps, conversationId: string): Promise<StatusResult> {
  deps.api.askEndsAgain(deps.signal);
  const read = await findCall(deps, conversationId);
  if (!read.ok) {
    const { failure, looked } = read;
    return { conversationId, found: false, failure, ...(looked && { looked }) };
  }
  const prerequisites = prerequisitesOf(read.value);
  if (prerequisites.conversation === 'ended')
    return { conversationId, found: true, state: 'ended', prerequisites };
  deps.api.give(read);
  const run = openCall(deps, conversationId);
  try {
    const view = await run.settled();
    return {
      conversationId,
      found: true,
      state: view?.state ?? 'unknown',
      ...(view?.ringing && { ringing: true as const }),
      ...(view?.pauseKind !== undefined && { pauseKind: view.pauseKind }),
      ...(view?.since !== undefined && { since: sinceOf(view.since) }),
      prerequisites,
    };
  } finally {
    run.close();
  }
}
