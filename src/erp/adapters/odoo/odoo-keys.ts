import { majorOf, OdooFault, type OdooSession } from '@libs/odoo-client';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { ErpKeyRefusedError, type ErpKeys, type KeyObstacle, type NewKey } from '../../erp-keys';
import { byHand, refusalOf } from './odoo-key-refusal';
import { leavesDoubt } from './odoo-record-write';
import type { OdooPolicies } from './odoo-write-back';

const MODEL = 'res.users.apikeys';
/** 19 brought `generate` and `revoke`. */
const FIRST_WITH_ROTATION = 19;
/** What JSON-2 asks of a key; a key made for it opens nothing else. */
const SCOPE = 'rpc';
/** The default `api_key_duration` of internal users. */
const WANTED_DAYS = 90;
const DAY_MS = 86_400_000;
/** Odoo compares with its own clock. */
const CLOCK_MARGIN_MS = 3_600_000;
/** Odoo's sentences are recognised in the language that every database has. */
const ENGLISH = { lang: 'en_US' };

/**
 * API keys by `res.users.apikeys.generate` and `revoke`, as the public source of Odoo 19 has them
 * (odoo/odoo, odoo/addons/base/models/res_users.py, class ResUsersApikeys): `generate(key, scope, name, expiration_date)`
 * answers the new key, `revoke(key)` true. Nothing of it was recorded on a server. What is known and what not: ADR 10.
 */
export class OdooKeys implements ErpKeys {
  constructor(
    private readonly session: OdooSession,
    /** A session of the same account with another key. */
    private readonly sessionWith: (secret: string) => OdooSession,
    private readonly policies: OdooPolicies,
    private readonly writeTimeoutMs: number,
  ) {}

  async obstacle(signal?: AbortSignal): Promise<KeyObstacle | undefined> {
    const { version, transport } = await this.policies.read.execute(
      async () => ({
        version: await this.session.version({ signal }),
        transport: (await this.session.connection(signal)).transport,
      }),
      { idempotent: true, signal },
    );
    const { username } = this.session;
    if (version.serie !== '' && majorOf(version) < FIRST_WITH_ROTATION) {
      return {
        problem: `Odoo ${version.serie} has no call by which a program can exchange its API key; Odoo 19 brought one`,
        remedy: byHand(username),
      };
    }
    if (!this.session.hasApiKey) {
      return {
        problem: 'ODOO_PASSWORD is a password, which does not end by itself',
        remedy: 'Nothing has to be exchanged; with an API key in its place, Odoo can be reached by JSON-2.',
      };
    }
    if (transport === 'json2') return undefined;
    return {
      problem: `the connection uses ${transport}, and API keys are exchanged over JSON-2 alone`,
      remedy: 'Set ODOO_TRANSPORT to auto or json2.',
    };
  }

  async generate(name: string, signal?: AbortSignal): Promise<NewKey> {
    try {
      return await this.make(name, WANTED_DAYS, signal);
    } catch (error) {
      const longest = longestDays(error);
      if (longest === undefined || longest >= WANTED_DAYS) throw this.sorted(error);
      try {
        return await this.make(name, longest, signal);
      } catch (again) {
        throw this.sorted(again);
      }
    }
  }

  mayBeMade(error: unknown): boolean {
    if (error instanceof ErpKeyRefusedError) return false;
    // What is no answer and no trouble with Odoo is the end of the process, in the middle of the call.
    return leavesDoubt(error) || !(error instanceof UpstreamError);
  }

  async accepts(secret: string, signal?: AbortSignal): Promise<boolean> {
    const expected = await this.ownId(signal);
    const trial = this.sessionWith(secret);
    try {
      const work = async (): Promise<boolean> => {
        const uid = await trial.uid(signal);
        const users = await trial.readRecords(
          'res.users',
          'read',
          [[uid]],
          { fields: ['login'] },
          { signal },
        );
        return (expected === undefined || uid === expected) && users.length === 1;
      };
      return await this.policies.read.execute(work, { idempotent: true, signal });
    } catch (error) {
      if (error instanceof UpstreamAuthenticationError) return false;
      throw error;
    } finally {
      trial.close();
    }
  }

  async revoke(secret: string, signal?: AbortSignal): Promise<void> {
    await this.session.connection(signal);
    if (secret === this.session.secret) throw new TypeError('the API key in use is never revoked');
    try {
      await this.call('revoke', [secret], true, signal);
    } catch (error) {
      // The caller's own key is accepted, or the log-in would have failed: it speaks of the key to be removed.
      if (speaksOfKey(error)) return;
      throw this.sorted(error);
    }
  }

  useNewest(): void {
    this.session.forgetLogIn();
  }

  /** Undefined where the key in use is not accepted any more: the one that is tried out may be the only one that works. */
  private async ownId(signal?: AbortSignal): Promise<number | undefined> {
    try {
      return await this.session.uid(signal);
    } catch (error) {
      if (error instanceof UpstreamAuthenticationError) return undefined;
      throw error;
    }
  }

  private async make(name: string, days: number, signal?: AbortSignal): Promise<NewKey> {
    const until = Math.floor((Date.now() + days * DAY_MS - CLOCK_MARGIN_MS) / 1000) * 1000;
    const expiresAt = new Date(until);
    const text = expiresAt.toISOString().replace('T', ' ').slice(0, 19);
    // Logged in first, so that the key that is presented is the one in use.
    await this.session.connection(signal);
    const secret = await this.call('generate', [this.session.secret, SCOPE, name, text], false, signal);
    if (typeof secret === 'string' && secret !== '') return { secret, expiresAt };
    // It may have made one all the same.
    throw new UpstreamUnavailableError(`odoo (${MODEL}.generate) has answered without a key`, 'unknown', {
      ...{ system: 'odoo', operation: `${MODEL}.generate` },
    });
  }

  private call(
    method: 'generate' | 'revoke',
    args: readonly string[],
    idempotent: boolean,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const options = { signal, timeoutMs: this.writeTimeoutMs, context: ENGLISH };
    return this.policies.write.execute(() => this.session.executeKw(MODEL, method, args, {}, options), {
      idempotent,
      signal,
    });
  }

  /** The error, or where Odoo has understood and refuses, what has to be done about it. */
  private sorted(error: unknown): unknown {
    const refuses =
      error instanceof UpstreamRejectedError ||
      error instanceof UpstreamAccessError ||
      error instanceof UpstreamConfigurationError ||
      speaksOfKey(error);
    return refuses ? new ErpKeyRefusedError(refusalOf(error, this.session.username), error) : error;
  }
}

/** The days that Odoo allows, where it has refused more. */
function longestDays(error: unknown): number | undefined {
  if (!(error instanceof UpstreamRejectedError)) return undefined;
  const days = Number(/cannot exceed ([\d.]+) days/.exec(error.message)?.[1]);
  return days > 0 ? days : undefined;
}

/** Odoo does not accept the key that was named in the call, rather than the one that the call was made with. */
function speaksOfKey(error: unknown): error is UpstreamAuthenticationError {
  if (!(error instanceof UpstreamAuthenticationError) || !(error.cause instanceof OdooFault)) return false;
  return /provided API key is invalid/i.test(error.cause.detail);
}
