import { signal } from '@preact/signals';
import { Resource } from './resource.ts';

/** A list, read from its beginning as far as somebody has gone through it: what is there already is as of now, too. */
export class GrowingList<Item> {
  readonly read: Resource<readonly Item[]>;
  /** There is more of it than was read. */
  readonly hasMore = signal(false);
  private wanted: number;

  /**
   * @param step how many are wanted at first, and each time that somebody wants more
   * @param items all of them, in pages of at most so many
   */
  constructor(
    private readonly step: number,
    private readonly items: (limit: number) => AsyncIterable<Item>,
  ) {
    this.wanted = step;
    this.read = new Resource(() => this.readWanted());
  }

  /** Never throws: what goes wrong is in the resource's trouble. */
  more(): Promise<void> {
    this.wanted += this.step;
    return this.read.load();
  }

  /** For another question: from the beginning, with no more than at first. */
  restart(): Promise<void> {
    this.wanted = this.step;
    return this.read.load();
  }

  private async readWanted(): Promise<readonly Item[]> {
    const found: Item[] = [];
    // One more than is wanted tells whether there are more.
    for await (const item of this.items(this.wanted + 1)) {
      found.push(item);
      if (found.length > this.wanted) break;
    }
    this.hasMore.value = found.length > this.wanted;
    return found.slice(0, this.wanted);
  }
}
