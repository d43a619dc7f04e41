import type { Switches } from '../../control.ts';
import type { Faults } from '../faults.ts';
import type { Ids } from '../ids.ts';
import { flatConversation } from '../shapes/flat.ts';
import type { Style } from '../shapes/leg.ts';
import { nestedEvent } from '../shapes/nested.ts';
import type { Timing } from '../timing.ts';
import type { Snapshot } from '../world/model.ts';
import type { Channels } from './channels.ts';
import { eventFrame } from './frames.ts';
import { topicsOf } from './topics.ts';

/** Pairs of the same snapshot were measured about this far apart. */
const DUPLICATE_MS = 150;

export interface Feed {
  /** Tells every subscriber how the conversation is now. */
  publish(snapshot: Snapshot, delayMs: number): void;
}

export function createFeed(
  timing: Timing,
  ids: Ids,
  switches: Switches,
  faults: Faults,
  channels: Channels,
): Feed {
  const style: Style = {
    switches,
    outlet: 'event',
    date: (at) => new Date(timing.wallEpoch + at).toISOString(),
  };

  /** Written when somebody listens: a shape that nobody asked for costs more than all the rest of an event. */
  function frames({ conversation }: Snapshot): { topic: string; frame: () => string }[] {
    const { nested, flat } = topicsOf(conversation);
    const correlationId = ids.uuid();
    const nestedBody = once(() => nestedEvent(conversation, style));
    const flatBody = once(() => flatConversation(conversation, style));
    return [
      ...nested.map((topic) => ({
        topic,
        frame: once(() => eventFrame(topic, nestedBody(), correlationId)),
      })),
      ...flat.map((topic) => ({ topic, frame: once(() => eventFrame(topic, flatBody(), correlationId)) })),
    ];
  }

  const at = (delayMs: number, run: () => void): void => {
    if (delayMs <= 0) run();
    else timing.after(delayMs, run);
  };

  return {
    publish(snapshot, delayMs) {
      const hits = faults.forEvent(snapshot.conversation.id);
      if (hits.some(({ fault }) => fault === 'event-dropped')) return;
      const malformed = hits.find((hit) => hit.fault === 'event-malformed');
      const late = Math.max(0, ...hits.map((hit) => (hit.fault === 'event-late' ? hit.delayMs : 0)));
      const doubled = hits.some(({ fault }) => fault === 'event-doubled');
      const ready = frames(snapshot);
      const send = (): void => {
        for (const { topic, frame } of ready) {
          channels.deliver(topic, malformed === undefined ? frame : () => malformed.frame);
        }
      };
      at(delayMs + late, send);
      if (doubled) at(delayMs + late, send);
      if (switches.duplicateEvents) at(delayMs + late + DUPLICATE_MS, send);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
