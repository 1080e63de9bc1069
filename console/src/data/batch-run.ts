import { signal } from '@preact/signals';
import {
  batch,
  BatchCutOff,
  type BatchItem,
  type BatchResultDto,
  TraplineUnreachable,
} from '@trapline/client';
import { type Trouble, trapline, troubleOf } from '../api.ts';
import { uniqueId } from '../unique-id.ts';
import { connection } from './connection.ts';

/** Many changes under way, as the screen shows them. */
export class BatchRun {
  readonly done = signal(0);
  /** Waiting for the connection; it goes on by itself. */
  readonly waiting = signal(false);
  readonly results = signal<readonly BatchResultDto[] | undefined>(undefined);
  readonly trouble = signal<Trouble | undefined>(undefined);
  private readonly key = uniqueId();

  constructor(readonly items: readonly BatchItem[]) {}

  /** Carries all items out. A connection that breaks is waited for: repeated with its key, nothing is made twice. */
  async start(): Promise<void> {
    for (;;) {
      try {
        this.results.value = await this.attempt();
        return;
      } catch (error) {
        if (!(error instanceof BatchCutOff) && !(error instanceof TraplineUnreachable)) {
          this.trouble.value = troubleOf(error);
          return;
        }
        this.waiting.value = true;
        await connection();
        this.waiting.value = false;
      }
    }
  }

  private async attempt(): Promise<readonly BatchResultDto[]> {
    const results: BatchResultDto[] = [];
    for await (const event of batch(trapline, this.items, { idempotencyKey: this.key })) {
      if (event.type !== 'result') continue;
      results.push(event);
      this.done.value = results.length;
    }
    return results.sort((a, b) => a.index - b.index);
  }
}
