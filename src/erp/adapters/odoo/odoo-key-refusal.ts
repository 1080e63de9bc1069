import { UpstreamConfigurationError, type UpstreamError } from '@libs/upstream';
import type { KeyObstacle } from '../../erp-keys';
import { saying } from './odoo-saying';

/** How an administrator does what Trapline cannot. */
export function byHand(username: string): string {
  return (
    `Before the key ends, make a new one in Odoo as ${username} (Preferences, Account Security, New API Key), ` +
    'put it into ODOO_PASSWORD, and restart.'
  );
}

/** What Odoo 19's sentences about API keys mean, in words of an administrator. */
export function refusalOf(error: UpstreamError, username: string): KeyObstacle {
  const said = error instanceof UpstreamConfigurationError ? error.message : saying(error);
  if (/Programmatic API keys are not enabled/i.test(said)) {
    return {
      problem: `Odoo does not let programs of ${username} exchange API keys`,
      remedy:
        'In Odoo, an administrator sets the system parameter base.enable_programmatic_api_keys to True (Settings, Technical, ' +
        `System Parameters), which holds for all users, or gives ${username} the group Administration / Settings ` +
        `(base.group_system). Or: ${byHand(username)}`,
    };
  }
  const limit = /Limit of (\d+) API keys/i.exec(said)?.[1];
  if (limit !== undefined) {
    return {
      problem: `${username} has ${limit} API keys, as many as Odoo lets programs make`,
      remedy:
        `In Odoo as ${username} (Preferences, Account Security), delete the keys that nobody uses, among them those named ` +
        '"Trapline …" but the newest; or raise the system parameter base.programmatic_api_keys_limit.',
    };
  }
  if (/provided API key is invalid/i.test(said)) {
    return {
      problem: `Odoo does not make a key by the one in use: it is not ${username}'s own, or of another scope than rpc`,
      remedy: byHand(username),
    };
  }
  return {
    problem: `Odoo refuses to exchange the API key of ${username}: ${said}`,
    remedy: byHand(username),
  };
}
