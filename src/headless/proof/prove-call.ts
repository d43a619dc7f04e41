import { ok, type Result } from '../../domain/result.ts';
import { readEvidence } from '../../genesys/read-evidence.ts';
import type { RecordingsApi } from '../../genesys/recordings-api.ts';
import type { Claim } from '../../proof/claims.ts';
import { prove, unexplained, type Proof } from '../../proof/prove.ts';
import type { Stretch } from '../../proof/stretch.ts';

/** What Genesys' own record says of the pauses of one call. */
export interface ProvenCall {
  readonly conversationId: string;
  readonly proofs: readonly Proof[];
  /** Secure pauses that no log that was given knows of. */
  readonly unexplained: readonly Stretch[];
}

/** Fails when the recordings of the call cannot be listed. */
export async function proveCall(
  api: RecordingsApi,
  conversationId: string,
  claims: readonly Claim[],
): Promise<Result<ProvenCall>> {
  const evidence = await readEvidence(api, conversationId);
  if (!evidence.ok) return evidence;
  return ok({
    conversationId,
    proofs: prove(claims, evidence.value),
    unexplained: unexplained(claims, evidence.value),
  });
}
