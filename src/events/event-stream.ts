import type { ServerResponse } from 'node:http';
import type { Principal } from '../auth/principal';
import type { Role } from '../config/configuration';
import type { EventType } from './event';
import { type EventFrame, type FramedMessage, idFrame } from './event-message';

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
/** What may wait for a reader, in bytes, beside what the system buffers for it: several bursts of the most events. */
const BACKLOG = 256 * 1024;
/** More than this is not told after the fact: reading anew is cheaper. */
const MOST_MISSED = BACKLOG / 2;

/** What a stream was asked for. */
export interface StreamWishes {
  readonly principal: Principal;
  /** Undefined = all that the role may hear. */
  readonly types?: ReadonlySet<EventType> | undefined;
  /** Undefined = about anything; else only what is about this run or plan. */
  readonly runId?: string | undefined;
}

/** One client's stream. Everything written is shared with the other streams; nothing is kept for a reader that lags. */
export class EventStream {
  private sentId = '';

  constructor(
    private readonly raw: ServerResponse,
    private readonly wishes: StreamWishes,
  ) {}

  get principal(): Principal {
    return this.wishes.principal;
  }

  /** @returns false when the reader is too slow to go on */
  send({ id, account, frames }: FramedMessage): boolean {
    const { principal } = this.wishes;
    const mine = account === null || account === principal.account.account;
    const wanted = mine ? frames.filter((frame) => this.wants(frame)) : [];
    wanted.forEach((frame, i) => {
      if (i === wanted.length - 1 && id !== '') this.place(id);
      this.raw.write(frame.bytes);
    });
    return this.keepsUp();
  }

  /** @returns false when this is more than can be told after the fact; nothing has been sent then */
  catchUp(missed: readonly FramedMessage[]): boolean {
    const bytes = missed.flatMap(({ frames }) => frames).reduce((sum, frame) => sum + frame.bytes.length, 0);
    if (bytes > MOST_MISSED) return false;
    for (const message of missed) this.send(message);
    return true;
  }

  /** Something that goes to this client alone, or stands outside the order. */
  sendFrame(bytes: Buffer | string): boolean {
    this.raw.write(bytes);
    return this.keepsUp();
  }

  /** Moves the place from which the client would resume. */
  moveTo(id: string): boolean {
    if (id !== this.sentId) this.raw.write(idFrame(id));
    this.sentId = id;
    return this.keepsUp();
  }

  end(): void {
    this.raw.end();
  }

  /** At once: a reader that does not read would not see the end either. */
  cut(): void {
    this.raw.destroy();
  }

  /** A block is what stands between empty lines, so the id may come before the lines of its event. */
  private place(id: string): void {
    this.raw.write(`id: ${id}\n`);
    this.sentId = id;
  }

  private wants({ type, role, runId: about }: EventFrame): boolean {
    const { principal, types, runId } = this.wishes;
    // Whoever has missed something must hear so, whatever else was asked for.
    const asked =
      type === 'read_anew' || ((types?.has(type) ?? true) && (runId === undefined || runId === about));
    return asked && RANKS[principal.role] >= RANKS[role];
  }

  private keepsUp(): boolean {
    return this.raw.writableLength <= BACKLOG;
  }
}
