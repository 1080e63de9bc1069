import type { Role } from '../config/configuration';
import { EVENT_ROLES, type Event, type EventType } from './event';

/** What replicas send each other: events that one of them has found at one moment, in order. */
export interface EventMessage {
  /** Rises by one from message to message, over all replicas. */
  readonly number: number;
  /** Epoch milliseconds; makes the id of a message unlike that of another under the same number in another store. */
  readonly at: number;
  /** Who may hear of it; null for everybody of the tenant. */
  readonly account: string | null;
  readonly events: readonly Event[];
}

/** An event as it goes out to every stream that may have it. */
export interface EventFrame {
  readonly type: EventType;
  readonly role: Role;
  /** The run that it is about, if it is about one. */
  readonly runId: string | undefined;
  readonly bytes: Buffer;
}

/** A message ready to be sent many times. */
export interface FramedMessage {
  readonly id: string;
  readonly account: string | null;
  readonly frames: readonly EventFrame[];
}

export function messageId({ number, at }: Pick<EventMessage, 'number' | 'at'>): string {
  return `${number}-${at}`;
}

/**
 * The id goes with the last event of a message: who lost the connection in the middle of it hears all of it again, and
 * loses none.
 */
export function framed(message: EventMessage): FramedMessage {
  return {
    id: messageId(message),
    account: message.account,
    frames: message.events.map((event) => frameOf(event)),
  };
}

export function frameOf(event: Event): EventFrame {
  const text = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  const runId = 'run_id' in event ? event.run_id : undefined;
  return { type: event.type, role: EVENT_ROLES[event.type], runId, bytes: Buffer.from(text) };
}

/** An id without data moves the place to resume from, and is no event to the client. */
export function idFrame(id: string): Buffer {
  return Buffer.from(`id: ${id}\n\n`);
}
