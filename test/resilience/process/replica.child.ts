import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { AppModule } from '../../../src/app.module';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { createApp } from '../../../src/create-app';

/** A replica as a process of its own: what `src/main.ts` starts, that tells its parent where it listens. */
async function main(): Promise<void> {
  const app = await createApp(loadConfiguration(), AppModule);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
}

// A test that was ended itself leaves nobody behind.
process.once('disconnect', () => process.exit(1));
main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});
