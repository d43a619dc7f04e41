import type { ActRequest, EndpointName, FaultRequest, Switches } from '../../sandbox/control.ts';
import type { ClaimState } from '../../src/domain/claim-state.ts';

/** What can be done to the world, the network, the browser or the panels. Pure data, so that a schedule can be printed and shrunk. */
export type Action =
  /** A click on panel `panel`; `twice` is a second one that many ms later, on the other button when `other`. */
  | {
      do: 'click';
      panel: number;
      call: number;
      action: 'pause' | 'resume';
      twiceMs?: number;
      other?: boolean;
    }
  | { do: 'refresh' | 'settle'; panel: number; call: number }
  | { do: 'snippet'; panel: number; call: number }
  | { do: 'locks'; denied: boolean }
  | { do: 'sign-in'; panel: number }
  | { do: 'open' | 'reload' | 'remove' | 'focus'; panel: number }
  | {
      do: 'call';
      call: number;
      screen: boolean;
      recorders: ('customer' | 'agent')[];
      queue: 'payments' | 'support';
    }
  | {
      do: 'act';
      call: number;
      act: Exclude<ActRequest['act'], 'republish'>;
      by?: 'agent' | 'ben' | 'sol';
      fault?: EventFault;
    }
  | { do: 'republish'; call: number; age: number }
  | { do: 'request-fault'; endpoint: EndpointName; fault: RequestFault; times: number }
  | {
      do: 'socket-fault';
      how: 'half-open' | 'deaf' | 'close' | 'closing-notice' | 'evict' | 'expire' | 'token-revoked';
    }
  | { do: 'sockets-refused'; forMs: number }
  | { do: 'network-down'; forMs: number }
  | { do: 'storage'; how: 'slow' | 'full' | 'denied' | 'lines-full' | 'lines-denied'; forMs: number }
  /** The browser throws away what it knows of the destinations. */
  | { do: 'lose-sent' }
  | { do: 'sleep'; forMs: number; sockets: 'kept' | 'cut' | 'silent'; monotonicStops: boolean }
  /** The host says stop and keeps the frame; later it says bootstrap. */
  | { do: 'stop'; panel: number; forMs: number }
  /** The browser lets nothing of this page run: with a word before and after, or without. */
  | { do: 'freeze'; panel: number; forMs: number; announced: boolean }
  | { do: 'wall'; byMs: number }
  | { do: 'switch'; switches: Partial<Switches> };

export type EventFault = 'dropped' | 'doubled' | 'late' | 'malformed';

export type RequestFault =
  | { kind: 'status'; status: number; retryAfter?: 'seconds' | 'date' | 'absent' | 'long' }
  | { kind: 'lost'; when: 'before' | 'after' }
  | { kind: 'slow'; delayMs: number; effect: 'now' | 'late' }
  | { kind: 'ignored' }
  | { kind: 'body'; body: string };

/** `when`: not before some panel shows this state (given up after a minute). */
export interface Operation {
  readonly at: number;
  readonly when?: ClaimState | 'safe' | 'pending';
  readonly action: Action;
}

/** The row of the fault × state table that an action belongs to; undefined when it is no fault. */
export function faultName(action: Action): string | undefined {
  switch (action.do) {
    case 'click':
      if (action.twiceMs === undefined) return undefined;
      return action.other ? 'click taken back' : 'click twice';
    case 'reload':
      return 'panel reloaded';
    case 'remove':
      return 'panel removed';
    case 'act':
      return action.fault ? `event ${action.fault}` : elsewhere(action);
    case 'republish':
      return 'event of the past';
    case 'socket-fault':
      return `socket ${action.how}`;
    case 'sockets-refused':
      return 'socket refused';
    case 'network-down':
      return 'network down';
    case 'storage':
      return `storage ${action.how}`;
    case 'sleep':
      return action.monotonicStops ? 'sleep, timers stop' : 'sleep';
    case 'stop':
      return 'panel stopped, frame kept';
    case 'freeze':
      return 'panel frozen';
    case 'wall':
      return action.byMs < 0 ? 'clock set back' : 'clock set ahead';
    case 'locks':
      return action.denied ? 'locks denied' : undefined;
    case 'switch':
      return 'open point switched';
    default:
      return undefined;
  }
}

function elsewhere({ act }: Extract<Action, { do: 'act' }>): string | undefined {
  return act === 'pause' || act === 'resume' ? `${act} made elsewhere` : undefined;
}

/** Rows of faults that strike requests: recorded when a request meets them. */
export function requestFaultName(endpoint: EndpointName, fault: RequestFault): string {
  const what =
    endpoint === 'pause-own' || endpoint === 'pause-others'
      ? 'command'
      : endpoint === 'read-call'
        ? 'read'
        : 'channel request';
  switch (fault.kind) {
    case 'status':
      if (fault.status === 429) return `${what} 429 ${fault.retryAfter ?? 'absent'}`;
      return `${what} ${fault.status >= 500 ? '5xx' : fault.status}`;
    case 'lost':
      return `${what} lost ${fault.when} effect`;
    case 'slow':
      return `${what} late${fault.delayMs >= 8_000 ? ', beyond patience' : ''}`;
    case 'ignored':
      return `${what} accepted and ignored`;
    case 'body':
      return `${what} answered with rubbish`;
  }
}

/** As the sandbox wants it. A date is only known when it is sent. */
export function sandboxFault(
  { endpoint, fault, times }: Extract<Action, { do: 'request-fault' }>,
  wall: number,
): FaultRequest {
  switch (fault.kind) {
    case 'status': {
      const retryAfter = {
        seconds: '3',
        date: new Date(wall + 4_000).toUTCString(),
        absent: undefined,
        long: '900',
      }[fault.retryAfter ?? 'absent'];
      return {
        fault: 'status',
        endpoint,
        times,
        status: fault.status,
        ...(retryAfter !== undefined && { retryAfter }),
      };
    }
    case 'lost':
      return { fault: 'lost', endpoint, times, when: fault.when };
    case 'slow':
      return { fault: 'slow', endpoint, times, delayMs: fault.delayMs, effect: fault.effect };
    case 'ignored':
      return { fault: 'ignored', endpoint, times };
    case 'body':
      return { fault: 'body', endpoint, times, body: fault.body };
  }
}
