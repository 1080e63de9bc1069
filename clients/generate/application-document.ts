import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../../src/app.module';
import { describeApi } from '../../src/common/openapi';
import { loadConfiguration } from '../../src/config/load-configuration';
import { createApp } from '../../src/create-app';

/** Nothing is called at these addresses: an application that is not started connects to nothing. */
const SETTINGS = {
  LOG_LEVEL: 'silent',
  MICROSHARE_API_URL: 'http://microshare.invalid',
  MICROSHARE_AUTH_URL: 'http://microshare.invalid',
  MICROSHARE_CLIENT_ID: 'none',
  MICROSHARE_USERNAME: 'none',
  MICROSHARE_PASSWORD: 'none',
  SESSION_SECRET: 'no session is ever opened with this',
} as const;

/** The API document as the application itself describes it, as plain JSON; no port, no network. */
export async function applicationDocument(): Promise<OpenAPIObject> {
  const app = await createApp(loadConfiguration(SETTINGS), AppModule);
  try {
    return JSON.parse(JSON.stringify(describeApi(app))) as OpenAPIObject;
  } finally {
    await app.close();
  }
}
