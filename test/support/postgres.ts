import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The PostgreSQL that the run found or started, see `scripts/run-tests.mjs`; undefined where there is none. */
export const testPostgresUrl = process.env.TEST_POSTGRES_URL;

/** Runs the suite where there is a PostgreSQL, and reports it as skipped where there is none. */
export function describeWithPostgres(title: string, suite: (url: string) => void): void {
  const none = 'no PostgreSQL: run npm test with DATABASE_TEST_URL or an installed postgres';
  if (testPostgresUrl === undefined)
    describe.skip(`${title} [${none}]`, () => {
      suite('');
    });
  else
    describe(title, () => {
      suite(testPostgresUrl);
    });
}

/** A database of a test's own, with an owner and a role for the application that is neither owner nor superuser. */
export interface OwnPostgres {
  /** For the application. */
  readonly url: string;
  readonly ownerUrl: string;
  /** By the role that the run was given: usually a superuser. */
  readonly adminUrl: string;
  query(text: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export async function createPostgres(serverUrl: string): Promise<OwnPostgres> {
  const name = `trapline_test_${randomUUID().replace(/-/g, '')}`;
  const owner = `${name}_owner`;
  const app = `${name}_app`;
  const password = randomUUID();
  const on = (database: string): string => at(serverUrl, { database });
  await run(on('postgres'), `create role ${owner} login password '${password}'`);
  await run(on('postgres'), `create role ${app} login password '${password}'`);
  await run(on('postgres'), `create database ${name}`);
  await run(on('postgres'), `alter database ${name} owner to ${owner}`);
  await run(on(name), `alter schema public owner to ${owner}`);
  return {
    url: at(serverUrl, { database: name, user: app, password }),
    ownerUrl: at(serverUrl, { database: name, user: owner, password }),
    adminUrl: on(name),
    query: (text) => run(on(name), text),
    drop: async () => {
      await run(on('postgres'), `drop database if exists ${name} with (force)`);
      await run(on('postgres'), `drop role if exists ${owner}`);
      await run(on('postgres'), `drop role if exists ${app}`);
    },
  };
}

function at(url: string, to: { database: string; user?: string; password?: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${to.database}`;
  if (to.user !== undefined) changed.username = to.user;
  if (to.password !== undefined) changed.password = to.password;
  return changed.href;
}

async function run(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
