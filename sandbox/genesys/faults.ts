import type { EndpointName, FaultRequest } from '../control.ts';

type Lasting = Extract<FaultRequest, { times?: number }>;
type RequestFault = Extract<Lasting, { endpoint: EndpointName }>;
type EventFault = Exclude<Lasting, { endpoint: EndpointName }>;
/** A slow answer may go together with one of the others. */
export type SlowFault = Extract<RequestFault, { fault: 'slow' }>;
export type AnswerFault = Exclude<RequestFault, { fault: 'slow' }>;
export type { EventFault, Lasting };

export interface Faults {
  add(fault: Lasting): void;
  refuseSockets(): void;
  clear(): void;
  /** Takes the oldest faults that are aimed at this request. */
  forRequest(endpoint: EndpointName | undefined, isApi: boolean): { slow?: SlowFault; answer?: AnswerFault };
  /** Takes every fault that is aimed at this change. */
  forEvent(conversationId: string): EventFault[];
  socketsRefused(): boolean;
}

interface Loaded {
  fault: Lasting;
  left: number;
}

export function createFaults(): Faults {
  let loaded: Loaded[] = [];
  let refused = false;

  function consume(entry: Loaded): void {
    entry.left -= 1;
    if (entry.left === 0) loaded = loaded.filter((other) => other !== entry);
  }

  function take<T extends Lasting>(fits: (fault: Lasting) => fault is T): T | undefined {
    const entry = loaded.find(({ fault }) => fits(fault));
    if (entry === undefined) return undefined;
    consume(entry);
    return entry.fault as T;
  }

  return {
    add(fault) {
      const times = fault.times ?? 1;
      loaded.push({ fault, left: times === 0 ? Infinity : times });
    },
    refuseSockets() {
      refused = true;
    },
    clear() {
      loaded = [];
      refused = false;
    },
    forRequest(endpoint, isApi) {
      const aimed = (fault: Lasting): fault is RequestFault =>
        'endpoint' in fault && (fault.endpoint === endpoint || (fault.endpoint === 'any' && isApi));
      const slow = take((fault): fault is SlowFault => fault.fault === 'slow' && aimed(fault));
      const answer = take((fault): fault is AnswerFault => fault.fault !== 'slow' && aimed(fault));
      return { ...(slow && { slow }), ...(answer && { answer }) };
    },
    forEvent(conversationId) {
      const hits = loaded.filter(
        ({ fault }) =>
          !('endpoint' in fault) &&
          (!('conversationId' in fault) ||
            fault.conversationId === undefined ||
            fault.conversationId === conversationId),
      );
      for (const hit of hits) consume(hit);
      return hits.map(({ fault }) => fault as EventFault);
    },
    socketsRefused: () => refused,
  };
}
