import { Logger } from '@nestjs/common';

/** Who listens to which channel of one store. */
export class ChannelListeners {
  private readonly logger = new Logger('Cache');
  private readonly listeners = new Map<string, Set<(message: string) => void>>();

  channels(): readonly string[] {
    return [...this.listeners.keys()];
  }

  /** Adds a listener; the returned function removes it and tells whether it was the channel's last. */
  add(channel: string, listener: (message: string) => void): () => boolean {
    // A listener may be added twice, and each time is removed by itself.
    const own = (message: string): void => {
      listener(message);
    };
    const ofChannel = this.listeners.get(channel) ?? new Set();
    ofChannel.add(own);
    this.listeners.set(channel, ofChannel);
    return () => {
      const wasLast = ofChannel.delete(own) && ofChannel.size === 0;
      if (wasLast) this.listeners.delete(channel);
      return wasLast;
    };
  }

  /** One listener's mistake neither reaches the sender nor keeps the message from the others. */
  deliver(channel: string, message: string): void {
    for (const listener of [...(this.listeners.get(channel) ?? [])]) {
      try {
        listener(message);
      } catch (error) {
        this.logger.error({ err: error, channel }, 'a listener failed on a message of the cache store');
      }
    }
  }

  clear(): void {
    this.listeners.clear();
  }
}
