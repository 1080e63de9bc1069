import { EventEmitter, once } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Holds requests until the test opens it, and remembers in which order things ended. */
@Injectable()
export class Gate implements OnModuleDestroy {
  readonly journal: string[] = [];
  private readonly events = new EventEmitter();

  async pass(): Promise<void> {
    const opened = once(this.events, 'open');
    this.events.emit('arrived');
    await opened;
    this.journal.push('request finished');
  }

  async arrival(): Promise<void> {
    await once(this.events, 'arrived', { signal: AbortSignal.timeout(5000) });
  }

  open(): void {
    this.events.emit('open');
  }

  onModuleDestroy(): void {
    this.journal.push('module destroyed');
  }
}
