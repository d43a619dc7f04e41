import type { Clock } from '../app/ports.ts';
import { createRest } from '../genesys/http/rest.ts';
import type { Transport } from '../genesys/http/transport.ts';
import { decodeMe, ME_REQUEST } from '../genesys/wire/identity.ts';
import type { LongWaits } from './http/long-waits.ts';
import { createPacer, type Pacer } from './http/pacer.ts';
import type { RateKnowledge } from './http/rate-window.ts';

/** Who acts: a client by itself, or the user of a token; `userId` is absent while Genesys has not told it. */
export type Actor = { readonly kind: 'client' } | { readonly kind: 'user'; readonly userId?: string };

/** In whose name requests go out. */
export interface Party {
  readonly pacer: Pacer;
  /** Another pacer: the platform counts by token. */
  connect(knowledge?: RateKnowledge, waits?: LongWaits['note']): Pacer;
  readonly isUser: boolean;
  actor(): Promise<Actor>;
}

/** `open`: requests with a token, of a client each time another one. */
export function createParty(open: () => Transport, isUser: boolean, clock: Clock): Party {
  const connect: Party['connect'] = (knowledge, waits) => createPacer(open(), clock, knowledge, waits);
  const pacer = connect();
  let known: Actor | undefined;
  return {
    pacer,
    connect,
    isUser,
    async actor() {
      if (!isUser) return { kind: 'client' };
      if (known) return known;
      const me = await createRest(pacer.transport, clock).ask(ME_REQUEST, decodeMe);
      if (!me.ok) return { kind: 'user' };
      known = { kind: 'user', userId: me.value.userId };
      return known;
    },
  };
}
