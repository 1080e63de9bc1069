import type { RawCluster, WriteResult } from '@libs/microshare-client';
import { UpstreamRateLimitedError, UpstreamUnavailableError, type Delivery } from '@libs/upstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from '../chaos/chance';

/** How long a writer waits for its answer, and the latest a write it has given up on is applied, in milliseconds. */
const WRITE_TIMEOUT_MS = 250;
const LATEST_MS = 2_900;

type WriteFate = 'made' | 'made_but_lost' | 'late' | 'never' | 'refused' | 'unavailable';

/** One cluster as a platform holds it that answers late, wrongly or not at all while a storm lasts. */
export class SimulatedUpstream {
  storm = true;

  constructor(
    private cluster: RawCluster,
    private readonly chance: Chance,
  ) {}

  held(): RawCluster {
    return structuredClone(this.cluster);
  }

  /** A change by somebody else, at once. */
  edit(change: (cluster: RawCluster) => RawCluster): void {
    this.cluster = change(this.held());
  }

  async read(): Promise<RawCluster> {
    await delay(this.chance.between(1, 40));
    if (this.storm && this.chance.next() < 0.15) throw unavailable('read', 'answered');
    const content = this.held();
    await delay(this.chance.between(1, 40));
    return content;
  }

  async write(content: RawCluster): Promise<WriteResult> {
    const copy = structuredClone(content);
    const fate = this.fate();
    await delay(this.chance.between(1, 40));
    switch (fate) {
      case 'refused':
        throw new UpstreamRateLimitedError('the rate is limited', {
          system: 'microshare',
          operation: 'write',
        });
      case 'unavailable':
      case 'made_but_lost':
        if (fate === 'made_but_lost') this.cluster = copy;
        throw unavailable('write', 'unknown');
      case 'late':
      case 'never': {
        const applied =
          fate === 'late' ? delay(this.chance.between(1, LATEST_MS)) : new Promise(() => undefined);
        void applied.then(() => (this.cluster = copy));
        await delay(WRITE_TIMEOUT_MS);
        throw unavailable('write', 'unknown');
      }
      case 'made':
        this.cluster = copy;
        await delay(this.chance.between(1, 40));
        return this.chance.next() < 0.5 ? { object: structuredClone(copy) } : {};
    }
  }

  private fate(): WriteFate {
    const dice = this.chance.next();
    if (!this.storm || dice < 0.5) return 'made';
    if (dice < 0.68) return 'made_but_lost';
    if (dice < 0.86) return 'late';
    if (dice < 0.91) return 'never';
    return dice < 0.96 ? 'refused' : 'unavailable';
  }
}

function unavailable(operation: string, delivery: Delivery): UpstreamUnavailableError {
  return new UpstreamUnavailableError(`${operation} failed`, delivery, { system: 'microshare', operation });
}
