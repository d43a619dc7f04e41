import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';

export interface LoggedMessage {
  /** Epoch milliseconds. */
  at: number;
  direction: 'to app' | 'from app' | 'ignored';
  conversationId: string | undefined;
  data: unknown;
  /** Why it was ignored, or what the host did. */
  note?: string;
}

export interface MessageLog {
  /** Everything since the page was opened, oldest first; tests read the same array. */
  messages: LoggedMessage[];
  /** Counts up with each message, so that a view knows when to look. */
  length: ReadonlySignal<number>;
  add(message: Omit<LoggedMessage, 'at'>): void;
}

export function createMessageLog(): MessageLog {
  const messages: LoggedMessage[] = [];
  const length = signal(0);
  return {
    messages,
    length,
    add(message) {
      messages.push({ at: Date.now(), ...message });
      length.value = messages.length;
    },
  };
}
