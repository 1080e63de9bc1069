import { isJsonObject, type JsonObject } from './raw-cluster';

/**
 * The payload of a three-part JWT, unverified: the signing key is the platform's own. Padded and unpadded base64url and
 * plain base64 are read. Undefined for anything that is no JWT with a JSON object inside.
 */
export function jwtPayload(token: string): JsonObject | undefined {
  const parts = token.split('.');
  const body = parts[1];
  if (parts.length !== 3 || body === undefined || body === '') return undefined;
  const unpadded = body.replace(/=+$/, '');
  const padded = unpadded + '='.repeat((4 - (unpadded.length % 4)) % 4);
  try {
    const payload: unknown = JSON.parse(Buffer.from(padded, 'base64url').toString('utf8'));
    return isJsonObject(payload) ? payload : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
