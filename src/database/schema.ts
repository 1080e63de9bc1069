import type { ColumnType, Generated } from 'kysely';

/**
 * The tables, by name. A feature adds its own from its own folder:
 *
 *     declare module '../database/schema' {
 *       interface Schema { sync_plans: SyncPlanTable }
 *     }
 */
export interface Schema {
  /** Which migrations have run. */
  schema_migrations: { readonly name: string; readonly timestamp: string };
}

/** A point in time: read as Date, written as Date or ISO text. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** A point in time that the database sets when the row is made. */
export type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** An int8, which is read as text: it may exceed what a number can hold. */
export type Int8 = ColumnType<string, string | number | bigint, string | number | bigint>;
export type GeneratedInt8 = Generated<Int8>;
