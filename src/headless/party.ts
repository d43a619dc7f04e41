import type { Clock } from '../app/ports.ts';
import type { Failure } from '../domain/failure.ts';
import { createRest } from '../genesys/http/rest.ts';
import type { Transport } from '../genesys/http/transport.ts';
import { decodeMe, ME_REQUEST } from '../genesys/wire/identity.ts';
import type { LongWaits } from './http/long-waits.ts';
import { createPacer, type Pacer } from './http/pacer.ts';
import type { RateKnowledge } from './http/rate-window.ts';
import { withPatience } from './patience.ts';

/** Who acts: a client by itself, or the user of a token; `userId` is absent while Genesys has not told it, and `failure` says why. */
export type Actor =
  | { readonly kind: 'client' }
  | { readonly kind: 'user'; readonly userId?: string; readonly failure?: Failure };

/** In whose name requests go out. */
export interface Party {
  readonly pacer: Pacer;
  /** Another pacer: the platform counts by token. */
  connect(knowledge?: RateKnowledge, waits?: LongWaits['note']): Pacer;
  readonly isUser: boolean;
  /** `isPatient`: what may pass is asked again. */
  actor(isPatient: boolean): Promise<Actor>;
}

const WAITS_MS = [500, 1_000, 1_500];

/** `open`: requests with a token, of a client each time another one. */
export function createParty(open: () => Transport, isUser: boolean, clock: Clock): Party {
  const connect: Party['connect'] = (knowledge, waits) => createPacer(open(), clock, knowledge, waits);
  const pacer = connect();
  let known: Actor | undefined;
  return {
    pacer,
    connect,
    isUser,
    async actor(isPatient) {
      if (!isUser) return { kind: 'client' };
      if (known) return known;
      const me = await withPatience(() => createRest(pacer.transport, clock).ask(ME_REQUEST, decodeMe), {
        clock,
        waitMs: (before) => (isPatient ? WAITS_MS[before] : undefined),
      });
      if (!me.ok) return { kind: 'user', failure: me.failure };
      known = { kind: 'user', userId: me.value.userId };
      return known;
    },
  };
}
