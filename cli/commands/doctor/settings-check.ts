import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import type { Configuration } from '../../../src/config/configuration';
import type { Host } from '../../host';
import { type Check, failed, ok, skipped } from './check';

const DEFAULT_FILE = '.env';
/** The server cannot start without it, so where it is missing everywhere there are no settings here. */
const ALWAYS_SET = 'MICROSHARE_API_URL';

/** The server's settings as the server itself would read them: a file, and the environment before it. */
export async function checkSettings(
  { environment }: Host,
  file: string | undefined,
): Promise<{ readonly check: Check; readonly configuration?: Configuration }> {
  const chosen = file ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  const fromFile = chosen === undefined ? {} : parseEnv(await readFile(chosen, 'utf8'));
  const variables = { ...fromFile, ...environment };
  const where = chosen === undefined ? 'environment' : `${chosen} and environment`;
  if (file === undefined && (variables[ALWAYS_SET] ?? '') === '') {
    const remedy = 'Run it where the server runs, or name its file with --env-file, to have them checked.';
    return { check: skipped('settings', 'there are none here', remedy) };
  }
  // Validation is loaded by this command alone: the others start faster without it.
  const { ConfigurationError, loadConfiguration } = await import('../../../src/config/load-configuration');
  try {
    const configuration = loadConfiguration(variables);
    return { check: ok('settings', `all right (${where})`), configuration };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { problems } = error;
    return {
      check: failed(
        'settings',
        `${problems.length} need attention (${where}); the server does not start with them`,
        ...problems,
        'Each is described in .env.example.',
      ),
    };
  }
}
