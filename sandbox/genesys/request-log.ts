import type { EndpointName, RequestLine } from '../control.ts';
import type { Timing } from './timing.ts';
import type { Reply, WireRequest } from './wire.ts';

/** What is learnt about a request on its way through. */
export interface Heard {
  endpoint?: EndpointName;
  userId?: string;
}

export interface RequestLog {
  /** Notes the arrival; the answer is noted by what is given back. */
  arrived(request: WireRequest, heard: Heard): (answer: Reply) => void;
  lines(): RequestLine[];
}

export function createRequestLog(timing: Timing): RequestLog {
  const lines: { line: Omit<RequestLine, 'status'>; heard: Heard; answer?: Reply }[] = [];
  return {
    arrived(request, heard) {
      const entry: (typeof lines)[number] = {
        line: {
          at: timing.now(),
          method: request.method,
          path: request.path,
          query: request.query.toString(),
          body: readable(request.body),
        },
        heard,
      };
      lines.push(entry);
      return (answer) => {
        entry.answer = answer;
      };
    },
    lines: () =>
      lines.map(({ line, heard, answer }) => ({
        ...line,
        // Not answered yet is, to whoever waits, as good as lost.
        status: answer === undefined || answer === 'lost' ? 'lost' : answer.status,
        ...heard,
      })),
  };
}

function readable(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
