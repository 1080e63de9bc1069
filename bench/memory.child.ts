import { startStack } from './stack';

/** The process that `memory.bench` looks at: an application alone, told where its peers are. */
export interface ChildOrders {
  readonly upstream: Parameters<typeof startStack>[0];
  readonly redisUrl: string | undefined;
}

/** What it says once it listens, and when asked how big it is. */
export type ChildReport =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'size'; readonly rss: number; readonly heapUsed: number; readonly external: number };

function report(message: ChildReport): void {
  process.send?.(message);
}

async function main({ upstream, redisUrl }: ChildOrders): Promise<void> {
  const { app, url } = await startStack(upstream, redisUrl);
  process.on('message', (order) => {
    if (order !== 'size') return void app.close().then(() => process.exit(0));
    const { rss, heapUsed, external } = process.memoryUsage();
    report({ kind: 'size', rss, heapUsed, external });
  });
  report({ kind: 'listening', url });
}

process.once('message', (orders) => {
  main(orders as ChildOrders).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
