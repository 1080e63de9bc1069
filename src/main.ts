import { AppModule } from './app.module';
import { ConfigurationError, loadConfiguration } from './config/load-configuration';
import { createApp } from './create-app';

async function main(): Promise<void> {
  const configuration = loadConfiguration();
  const app = await createApp(configuration, AppModule);
  await app.listen(configuration.http.port, configuration.http.host);
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigurationError ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
