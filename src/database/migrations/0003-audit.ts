import { type Kysely, sql } from 'kysely';
import { makeAppendOnly } from '../append-only';
import { protectTenantRows } from '../tenant-rows';

/** The audit trail: one hash chain per tenant, and signed checkpoints of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Which chains there are, and the lock that each is appended to under. Without a column `tenant`: names are no secret.
  await sql`create table audit_chains (name text primary key)`.execute(db);
  // Milliseconds, and JSON as text: what is stored has to be, byte for byte, what was hashed.
  await sql`
    create table audit_records (
      tenant text not null,
      seq bigint not null,
      time timestamptz(3) not null,
      actor_kind text not null,
      actor text not null,
      role text,
      account text,
      action text not null,
      subject_kind text not null,
      subject text not null,
      reference text,
      cluster text,
      before text,
      after text,
      result text not null,
      detail text,
      correlation_id text,
      previous text not null,
      hash text not null,
      primary key (tenant, seq)
    )`.execute(db);
  await sql`create index audit_records_by_subject on audit_records (tenant, subject, seq)`.execute(db);
  await sql`create index audit_records_by_time on audit_records (tenant, time)`.execute(db);
  await sql`
    create table audit_checkpoints (
      tenant text not null,
      seq bigint not null,
      hash text not null,
      time timestamptz(3) not null,
      anchor boolean not null,
      public_key text not null,
      signature text not null,
      primary key (tenant, seq, time)
    )`.execute(db);
  await protectTenantRows(db, 'audit_records');
  await protectTenantRows(db, 'audit_checkpoints');
  await makeAppendOnly(
    db,
    'audit_records',
    'exists (select from audit_checkpoints c where c.tenant = old.tenant and c.anchor and c.seq >= old.seq)',
  );
  await makeAppendOnly(db, 'audit_checkpoints');
}
