import { LEASE_MS, type ProcessPair } from './process-pair';

/** What happens to Redis, and how long it is away. */
export interface StoreBlow {
  readonly name: string;
  readonly fall: (pair: ProcessPair) => void | Promise<void>;
  readonly awayMs: number;
  readonly back: (pair: ProcessPair) => void | Promise<void>;
}

const NOTHING = (): void => undefined;
const freeze = ({ redis }: ProcessPair): void => {
  redis.freeze();
};
const thaw = ({ redis }: ProcessPair): void => {
  redis.thaw();
};

export const STORE_BLOWS: readonly StoreBlow[] = [
  { name: 'is stopped for longer than a lease', fall: freeze, awayMs: 1.5 * LEASE_MS, back: thaw },
  { name: 'is stopped for longer than a command may take', fall: freeze, awayMs: 2_500, back: thaw },
  {
    name: 'is killed and comes back empty',
    fall: ({ redis }) => redis.kill(),
    awayMs: 1_000,
    back: ({ redis }) => redis.start(),
  },
  {
    name: 'is restarted empty at once',
    fall: async ({ redis }) => {
      await redis.kill();
      await redis.start();
    },
    awayMs: 0,
    back: NOTHING,
  },
  {
    name: 'is emptied with its connections kept',
    fall: async ({ client }) => {
      await client.flushall();
    },
    awayMs: 0,
    back: NOTHING,
  },
];
