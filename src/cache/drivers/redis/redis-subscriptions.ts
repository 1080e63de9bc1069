import { Logger } from '@nestjs/common';
import { CacheUnavailableError } from '../../cache.store';
import { ChannelListeners } from '../../channel-listeners';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection';

/** Channels over a connection of their own (a subscribed one takes no other commands), opened with the first of them. */
export class RedisSubscriptions {
  private readonly logger = new Logger('Cache');
  private readonly listeners = new ChannelListeners();
  private connection: RedisConnection | undefined;

  constructor(private readonly options: RedisConnectionOptions) {}

  /** Resolves once Redis has taken note, or is known to be unreachable: then it will be told on the next connection. */
  async add(channel: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    const remove = this.listeners.add(channel, listener);
    this.connection ??= this.connect();
    await this.tell(this.connection, 'subscribe', [channel]);
    return async () => {
      if (remove() && this.connection !== undefined)
        await this.tell(this.connection, 'unsubscribe', [channel]);
    };
  }

  async close(): Promise<void> {
    this.listeners.clear();
    await this.connection?.close();
  }

  private connect(): RedisConnection {
    const connection = new RedisConnection(this.options, 'subscriptions');
    connection.client.on('message', (channel: string, message: string) => {
      this.listeners.deliver(channel, message);
    });
    connection.client.on('ready', () => {
      const channels = this.listeners.channels();
      if (channels.length > 0) void this.tell(connection, 'subscribe', channels);
    });
    return connection;
  }

  /** Never rejects: whatever was not heard is made up for by the list of channels when the connection comes back. */
  private async tell(
    connection: RedisConnection,
    what: 'subscribe' | 'unsubscribe',
    channels: readonly string[],
  ): Promise<void> {
    try {
      await connection.run(what, (client) => client[what](...channels));
    } catch (error) {
      if (!(error instanceof CacheUnavailableError))
        this.logger.error({ err: error, what, channels }, 'refused');
    }
  }
}
