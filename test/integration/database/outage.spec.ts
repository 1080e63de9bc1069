import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { DatabaseUnavailableError } from '../../../src/database/database-errors';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { problemOfUpstream } from '../../../src/common/upstream-problem';
import { migrationsWithNotes } from '../../contract/database/database.contract';
import { eventually } from '../../support/eventually';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';

/** Stands between the application and PostgreSQL, and can be cut. */
class Cable {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly target: URL) {}

  async mend(): Promise<void> {
    this.server = createServer((inside) => {
      const outside = connect(
        Number(this.target.port === '' ? 5432 : this.target.port),
        this.target.hostname,
      );
      for (const [socket, other] of [
        [inside, outside],
        [outside, inside],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          other.destroy();
          this.sockets.delete(socket);
        });
        socket.pipe(other);
      }
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    if (this.server?.listening === true) await once(this.server, 'close');
  }
}

describeWithPostgres('A database that goes away', (serverUrl) => {
  let own: OwnPostgres;
  let cable: Cable;
  let database: KyselyDatabase;

  beforeEach(async () => {
    own = await createPostgres(serverUrl);
    cable = new Cable(new URL(own.url));
    await cable.mend();
  });
  afterEach(async () => {
    await database.onApplicationShutdown();
    await cable.cut();
    await own.drop();
  });

  const through = (url: string): string => {
    const changed = new URL(url);
    changed.port = String(cable.port);
    return changed.href;
  };
  const start = async (): Promise<void> => {
    const settings = {
      url: through(own.url),
      migrationUrl: through(own.ownerUrl),
      poolSize: 3,
      strict: true,
    };
    database = new KyselyDatabase(new PostgresEngine(settings, await migrationsWithNotes()));
    await database.onModuleInit();
  };
  const write = (text: string): Promise<unknown> =>
    database.transaction('ann', (tx) =>
      tx.insertInto('test_notes').values({ tenant: 'ann', text }).execute(),
    );

  it('is one kind of error, and 503 with Retry-After to a caller; later it serves again', async () => {
    await start();
    await write('before');
    await cable.cut();
    const error: unknown = await write('meanwhile').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(problemOfUpstream(error)).toMatchObject({ status: 503, options: { retryAfterS: 5 } });
    await expect(database.ping()).rejects.toThrow(DatabaseUnavailableError);
    await cable.mend();
    await write('after');
    await database.ping();
  });

  it('lets the application start, and is used as soon as it is there', async () => {
    await cable.cut();
    await start();
    expect(database.status()).toMatchObject({ state: 'unavailable' });
    await expect(write('too early')).rejects.toThrow(DatabaseUnavailableError);
    await cable.mend();
    await eventually(() => write('at last'));
    expect(database.status()).toMatchObject({ state: 'ready' });
  });

  it('says that nobody knows where it goes in mid-commit', async () => {
    await start();
    const work = database.transaction('ann', async (tx) => {
      await tx.insertInto('test_notes').values({ tenant: 'ann', text: 'perhaps' }).execute();
      await cable.cut();
    });
    await expect(work).rejects.toMatchObject({ name: 'DatabaseUnavailableError', committing: true });
  });
});
