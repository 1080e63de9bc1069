import { Logger } from '@nestjs/common';

/** Who wants to hear of what a part finds out. The part itself knows none of them, and is not harmed by their mistakes. */
export class Listeners<T> {
  private readonly logger = new Logger('Listeners');
  private readonly listeners = new Set<(value: T) => void>();

  /** Calls back with each value until the returned function is called. */
  readonly add = (listener: (value: T) => void): (() => void) => {
    const own = (value: T): void => {
      listener(value);
    };
    this.listeners.add(own);
    return () => {
      this.listeners.delete(own);
    };
  };

  tell(value: T): void {
    for (const listener of this.listeners) {
      try {
        listener(value);
      } catch (error) {
        this.logger.error({ err: error }, 'a listener failed');
      }
    }
  }
}
