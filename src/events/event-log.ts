import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { Listeners } from '../common/listeners';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import type { Event, EventFacts } from './event';
import { EventOrder } from './event-order';
import { type EventMessage, framed, type FramedMessage } from './event-message';

/** Messages that a client may have missed and still be told. */
const KEPT = 500;
/** Events in one message; of more than {@link MOST}, clients are told to read anew. */
const IN_MESSAGE = 50;
const MOST = 200;
/** How long a message that overtook another is held back for it. */
const PATIENCE_MS = 250;

/** What a stream hears: a message, or that messages were lost for good. */
export type LogNews = { readonly message: FramedMessage } | 'lost';

/**
 * The events of all replicas in one order, numbered by the store, with the last {@link KEPT} messages for those who
 * resume. While the store is away, each replica tells its own clients what it finds itself, and when the store is back
 * everybody is told to read anew.
 */
@Injectable()
export class EventLog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EventLog.name);
  private readonly order = new EventOrder(KEPT);
  private readonly listeners = new Listeners<LogNews>();
  /** Calls back with every message in order, until the returned function is called. */
  readonly onNews = this.listeners.add;
  private sending: Promise<void> = Promise.resolve();
  private owesReset = false;
  private filling: NodeJS.Timeout | undefined;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.tolerant(async () => {
      this.stop = await this.store.subscribe(this.key('channel'), (text) => {
        this.receive(JSON.parse(text) as EventMessage);
      });
      this.order.begin(await this.count(), await this.kept());
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.filling);
    await this.sending;
    await this.tolerant(async () => this.stop?.());
  }

  /** Id of the last message; a client that has it has missed nothing. */
  get latestId(): string {
    return this.order.latestId;
  }

  /** The messages after the one with this id; undefined where that one is not known (any more). */
  after(id: string): readonly FramedMessage[] | undefined {
    return this.order.after(id);
  }

  /** Tells everybody who may hear of it; account null = everybody of the tenant. Returns at once. */
  publish(account: string | null, facts: readonly EventFacts[]): void {
    if (facts.length === 0) return;
    const at = new Date().toISOString();
    const told: readonly EventFacts[] =
      facts.length > MOST ? [{ type: 'read_anew', reason: 'much_changed' }] : facts;
    for (let from = 0; from < told.length; from += IN_MESSAGE) {
      const events = told.slice(from, from + IN_MESSAGE).map((each): Event => ({ ...each, at }));
      this.sending = this.sending.then(() => this.send(account, events));
    }
  }

  /** Looks for messages that never came, e.g. because the connection to the store was lost; called now and then. */
  async catchUp(): Promise<void> {
    await this.tolerant(async () => {
      if (this.owesReset) await this.tellReset();
      const count = await this.count();
      if (count !== this.order.latest) await this.fill(count);
    });
  }

  private async send(account: string | null, events: readonly Event[]): Promise<void> {
    try {
      if (this.owesReset) await this.tellReset();
      await this.append(account, events);
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) {
        this.logger.error({ err: error }, 'an event could not be told');
        return;
      }
      this.metrics.cacheUnavailable.inc();
      this.owesReset = true;
      // Without a number it can be heard now and never again.
      this.listeners.tell({ message: { ...framed({ number: 0, at: 0, account, events }), id: '' } });
    }
  }

  private async tellReset(): Promise<void> {
    await this.append(null, [{ type: 'read_anew', reason: 'missed', at: new Date().toISOString() }]);
    this.owesReset = false;
  }

  /** Kept before it is told, so that who hears of a later one can find it. */
  private async append(account: string | null, events: readonly Event[]): Promise<void> {
    const number = await this.store.increment(this.key('count'));
    const text = JSON.stringify({ number, at: Date.now(), account, events } satisfies EventMessage);
    await this.store.hashSet(this.key('kept'), new Map([[String(number % KEPT), text]]));
    await this.store.publish(this.key('channel'), text);
  }

  private receive(message: EventMessage): void {
    this.tell(this.order.receive(message));
    if (!this.order.isWaiting || this.filling !== undefined) return;
    this.filling = setTimeout(() => {
      this.filling = undefined;
      void this.tolerant(async () => {
        if (this.order.isWaiting) await this.fill(await this.count());
      });
    }, PATIENCE_MS).unref();
  }

  private async fill(count: number): Promise<void> {
    const { messages, lost } = this.order.fill(count, await this.kept());
    if (lost) this.listeners.tell('lost');
    this.tell(messages);
  }

  private tell(messages: readonly FramedMessage[]): void {
    for (const message of messages) this.listeners.tell({ message });
  }

  private async count(): Promise<number> {
    return Number((await this.store.get(this.key('count'))) ?? 0);
  }

  private async kept(): Promise<readonly EventMessage[]> {
    const texts = await this.store.hashGetAll(this.key('kept'));
    return [...texts.values()].map((text) => JSON.parse(text) as EventMessage);
  }

  private key(part: 'channel' | 'count' | 'kept'): string {
    return cacheKeys.events(this.configuration.tenant, part);
  }

  private async tolerant(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
  }
}
