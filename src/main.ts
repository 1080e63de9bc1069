import { AppModule } from './app.module';
import { ConfigurationError, loadConfiguration } from './config/load-configuration';
import { createApp } from './create-app';
import { DatabaseRefusedError } from './database/database-errors';

async function main(): Promise<void> {
  const configuration = loadConfiguration();
  const app = await createApp(configuration, AppModule);
  try {
    await app.listen(configuration.http.port, configuration.http.host);
  } catch (error) {
    // Timers and connections of what has started already would keep the process alive.
    await app.close();
    throw error;
  }
}

/** What the environment has to mend needs a sentence, not a stack. */
function isForOperators(error: unknown): error is Error {
  return error instanceof ConfigurationError || error instanceof DatabaseRefusedError;
}

main().catch((error: unknown) => {
  const text = isForOperators(error) ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
