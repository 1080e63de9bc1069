import { answerParent, processorMs } from './child';
import { startStack } from './stack';

/** An application alone, told where its peers are. */
export interface ApplicationOrders {
  readonly upstream: Parameters<typeof startStack>[0];
  readonly redisUrl: string | undefined;
}

export interface ApplicationAnswer {
  readonly url: string;
  readonly residentMb: number;
  /** Of its heap in use; right after a collection where that was asked for. */
  readonly heapMb: number;
  /** Processor time that the process has used, in milliseconds. */
  readonly processorMs: number;
}

/** `live size` collects first. */
export type ApplicationQuestion = 'size' | 'live size';

answerParent<ApplicationQuestion, ApplicationAnswer>(async (orders) => {
  const { upstream, redisUrl } = orders as ApplicationOrders;
  const { app, url } = await startStack(upstream, redisUrl);
  return {
    answer: (question) => {
      const residentMb = megabytes(process.memoryUsage.rss());
      if (question === 'live size') global.gc?.();
      const heapMb = megabytes(process.memoryUsage().heapUsed);
      return { url, residentMb, heapMb, processorMs: processorMs() };
    },
    close: () => app.close(),
  };
});

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
