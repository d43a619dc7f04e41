import type { Clock, Log } from '../app/ports.ts';
import { failureCode, type Failure } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';
import type { ApiAnswer, Transport } from '../genesys/http/transport.ts';
import type { ArchiveEvent } from './archive/archive-event.ts';
import type { Deliver } from './archive/webhook.ts';
import type { TokenSource } from './http/token.ts';
import type { WatchEvent } from './watch/watch-event.ts';

type Fields = Parameters<Log['note']>[1];

/** Notes what a controller does, around the parts that do it. Ids, codes and numbers, as of every {@link Log}. */
export function createTrail(log: Log, clock: Pick<Clock, 'now'>) {
  const since = (began: number): number => Math.round(clock.now() - began);
  return {
    /** Each request that goes out, and how it was answered. */
    transport:
      (carry: Transport): Transport =>
      async (request) => {
        const began = clock.now();
        const answer = await carry(request);
        const { method, path, params: { conversationId, queueId } = {} } = request;
        log.note(isTaken(answer) ? 'request' : 'request-failed', {
          method,
          // The pattern, in a form that no reader takes for something secret.
          path: path.replace('/api/v2', '').replace(/\{\w+\}/g, '*'),
          conversationId,
          queueId,
          ...outcomeOf(answer),
          ms: since(began),
        });
        return answer;
      },

    token(source: TokenSource): TokenSource {
      let known: string | undefined;
      return {
        async get() {
          const held = await source.get();
          if (!held.ok) log.note('token-failed', { failure: failureCode(held.failure) });
          else if (held.value !== known) log.note('token-obtained');
          known = held.ok ? held.value : undefined;
          return held;
        },
        refused(token) {
          log.note('token-refused');
          source.refused(token);
        },
      };
    },

    notRenewed: (failure: Failure) => log.note('token-not-renewed', { failure: failureCode(failure) }),

    deliver:
      (deliver: Deliver): Deliver =>
      async (webhook, head) => {
        const began = clock.now();
        const answer = await deliver(webhook, head);
        const status = 'status' in answer ? answer.status : undefined;
        log.note(answer.kind === 'accepted' ? 'webhook' : 'webhook-failed', {
          outcome: answer.kind,
          status,
          attempt: webhook.attempts + 1,
          ms: since(began),
        });
        return answer;
      },

    /** What was asked for a time in which nobody listened. */
    gap:
      <T>(callsSince: (queueId: string, from: number) => Promise<Result<readonly T[]>>) =>
      async (queueId: string, from: number): Promise<Result<readonly T[]>> => {
        const found = await callsSince(queueId, from);
        log.note('gap-read', {
          queueId,
          from: new Date(from).toISOString(),
          ...(found.ok ? { calls: found.value.length } : { failure: failureCode(found.failure) }),
        });
        return found;
      },

    event: (event: WatchEvent | ArchiveEvent): void => log.note(`watch-${event.kind}`, fieldsOf(event)),
  };
}

const isTaken = (answer: ApiAnswer): boolean => answer.kind === 'answered' && answer.status < 400;

function outcomeOf(answer: ApiAnswer): Fields {
  if (answer.kind !== 'answered') return { outcome: answer.kind };
  return { status: answer.status, of: answer.of, correlationId: answer.headers['inin-correlation-id'] };
}

function fieldsOf(event: WatchEvent | ArchiveEvent): Fields {
  switch (event.kind) {
    case 'state': {
      const { conversationId, state, pauseKind, recorders } = event.view;
      return { conversationId, queueId: event.queueId, state, pauseKind, recorders: recorders.length };
    }
    case 'recording': {
      const { recordingId, media, fileState } = event.facts;
      return { conversationId: event.conversationId, recordingId, media, fileState };
    }
    case 'waiting':
    case 'sign-in-refused':
      return { failure: failureCode(event.kind === 'waiting' ? event.failure : { kind: 'signed-out' }) };
    case 'no-metadata':
      return { conversationId: event.conversationId, failure: failureCode(event.failure) };
    case 'queue-refused':
      return { queueId: event.queueId, permissions: event.permissions.join(',') };
    case 'too-many-queues':
      return { leftOut: event.queueIds.length, limit: event.limit };
    case 'queues-missing':
      return { missing: event.queueIds.length };
    case 'no-id':
    case 'unreadable':
      return {};
    case 'disk':
      return { isWritten: event.why === undefined };
    case 'carried-over':
      return { calls: event.calls, queues: event.queues, setAside: event.setAside };
    case 'store':
      return { isUsed: event.why === undefined };
    case 'home-lost':
    case 'webhooks-wait':
      return {};
    case 'proof':
      return { conversationId: event.conversationId, pauses: event.proofs.length };
    case 'delivered':
    case 'set-aside': {
      const { kind: _kind, key: _key, ...fields } = event;
      return fields;
    }
    default: {
      const { kind: _kind, ...fields } = event;
      return fields;
    }
  }
}
