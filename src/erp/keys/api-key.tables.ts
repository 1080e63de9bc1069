import type { ColumnType } from 'kysely';

/**
 * `asked`: the ERP is being asked for it. `candidate`: it is stored, and was not tried out. `current`: in use. `retiring`: it
 * is to be revoked. `lost`: nobody knows whether the ERP has made it, and nobody knows the key.
 */
export type ApiKeyState = 'asked' | 'candidate' | 'current' | 'retiring' | 'lost';

type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

declare module '../../database/schema' {
  interface Schema {
    erp_api_keys: {
      readonly tenant: string;
      readonly connection: string;
      readonly id: string;
      /** Keyed digest of the setting that the key descends from. */
      readonly setting: string;
      readonly state: ApiKeyState;
      /** As the ERP shows it. */
      readonly name: string;
      /** Sealed. */
      readonly secret: Maybe<string>;
      readonly expires_at: MaybeTime;
      readonly made_at: CreatedAt;
      readonly revoke_at: MaybeTime;
      /** Since when the settings hold another key that is accepted. */
      readonly superseded_at: MaybeTime;
    };
    erp_key_rotations: {
      readonly tenant: string;
      readonly connection: string;
      /** Since when an administrator waits for an exchange. */
      readonly wanted_at: MaybeTime;
      readonly tried_at: MaybeTime;
      readonly rotated_at: MaybeTime;
      readonly problem: Maybe<string>;
      readonly remedy: Maybe<string>;
    };
  }
}
