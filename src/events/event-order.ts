import { type EventMessage, framed, type FramedMessage, messageId } from './event-message';

/** What a look into the store made good, and whether something is lost for good. */
export interface Filled {
  readonly messages: readonly FramedMessage[];
  readonly lost: boolean;
}

/**
 * Puts messages into the order of their numbers and keeps the last of them. Replicas number a message and send it in two
 * steps, so one can overtake another: it waits for those before it.
 */
export class EventOrder {
  private readonly kept: FramedMessage[] = [];
  private readonly waiting = new Map<number, EventMessage>();
  private last: { readonly number: number; readonly id: string } = { number: 0, id: '0' };

  /** @param size messages that are kept */
  constructor(private readonly size: number) {}

  /** Number of the last message in order. */
  get latest(): number {
    return this.last.number;
  }

  get latestId(): string {
    return this.last.id;
  }

  /** Whether a message has come whose predecessor has not. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Takes over what the store holds, up to the message that was counted last; nobody is told of it. */
  begin(count: number, stored: readonly EventMessage[]): void {
    this.kept.length = 0;
    this.last = { number: count, id: count === 0 ? '0' : `${count}-` };
    for (const message of runUpTo(count, stored)) this.keep(message);
    for (const number of this.waiting.keys()) if (number <= count) this.waiting.delete(number);
    // What came in meanwhile.
    this.drain();
  }

  /** @returns the messages that are now in order */
  receive(message: EventMessage): readonly FramedMessage[] {
    if (message.number <= this.last.number) return [];
    this.waiting.set(message.number, message);
    return this.drain();
  }

  /** Makes good what has not come from what the store holds, up to the message that was counted last. */
  fill(count: number, stored: readonly EventMessage[]): Filled {
    // A store that was emptied begins to count anew, and every id handed out before means nothing in it.
    const isEmptied = count < this.last.number;
    if (!isEmptied) {
      for (const message of stored)
        if (message.number > this.last.number) this.waiting.set(message.number, message);
      const messages = this.drain();
      // One under way is counted and not yet kept.
      if (this.last.number >= count || !this.isWaiting) return { messages, lost: false };
    }
    if (isEmptied) this.waiting.clear();
    this.begin(count, stored);
    return { messages: [], lost: true };
  }

  /** The messages after the one with this id; undefined where it is not known. `0` = from the first one on. */
  after(id: string): readonly FramedMessage[] | undefined {
    if (id === this.last.id) return [];
    if (id === '0') return this.kept.length === this.last.number ? [...this.kept] : undefined;
    const at = this.kept.findLastIndex((message) => message.id === id);
    return at === -1 ? undefined : this.kept.slice(at + 1);
  }

  private drain(): FramedMessage[] {
    const ready: FramedMessage[] = [];
    for (;;) {
      const next = this.waiting.get(this.last.number + 1);
      if (next === undefined) return ready;
      this.waiting.delete(next.number);
      ready.push(this.keep(next));
    }
  }

  private keep(message: EventMessage): FramedMessage {
    const ready = framed(message);
    this.kept.push(ready);
    if (this.kept.length > this.size) this.kept.shift();
    this.last = { number: message.number, id: messageId(message) };
    return ready;
  }
}

/** The unbroken run of messages that ends with the one of this number, in order. */
function runUpTo(number: number, stored: readonly EventMessage[]): EventMessage[] {
  const byNumber = new Map(stored.map((message) => [message.number, message]));
  const run: EventMessage[] = [];
  for (let at = number; byNumber.has(at); at -= 1) run.unshift(byNumber.get(at) as EventMessage);
  return run;
}
