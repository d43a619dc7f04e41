import type { Rest } from './genesys/http/rest.ts';
import { readWholeEvidence } from './genesys/read-evidence.ts';
import { createRecordingsApi } from './genesys/recordings-api.ts';
import { followProof as follow, type FollowedCall } from './proof/follow-proof.ts';
import type { ToldProof } from './proof/left-out.ts';

/** What compares a call with its recordings. It comes as a chunk of its own, for who reads *Details* of a call that is over and was paused. */
export const followProof = (
  rest: Rest,
  conversationId: string,
  call: Omit<FollowedCall, 'readEvidence'>,
  show: (told: ToldProof) => void,
): (() => void) => {
  const api = createRecordingsApi(rest);
  return follow({ ...call, readEvidence: () => readWholeEvidence(api, conversationId) }, show);
};
