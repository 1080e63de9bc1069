import { answerParent } from './child';
import { startStack } from './stack';

/** An application alone, told where its peers are. */
export interface ApplicationOrders {
  readonly upstream: Parameters<typeof startStack>[0];
  readonly redisUrl: string | undefined;
}

export interface ApplicationAnswer {
  readonly url: string;
  readonly residentMb: number;
  /** Processor time that the process has used, in milliseconds. */
  readonly processorMs: number;
}

answerParent<'size', ApplicationAnswer>(async (orders) => {
  const { upstream, redisUrl } = orders as ApplicationOrders;
  const { app, url } = await startStack(upstream, redisUrl);
  return {
    answer: () => {
      const { user, system } = process.cpuUsage();
      const residentMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
      return { url, residentMb, processorMs: Math.round((user + system) / 1000) };
    },
    close: () => app.close(),
  };
});
