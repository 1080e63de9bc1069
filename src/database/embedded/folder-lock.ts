import { hash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { DatabaseRefusedError } from '../database-errors';
import { identityOf, mayBeAlive, type ProcessIdentity } from './process-identity';

/**
 * A file beside a folder that says which process uses it. The embedded database does not notice a second one, and both
 * would destroy its data. The lock of a process that has died is taken over; age never counts, since a busy process
 * cannot renew anything.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** @throws DatabaseRefusedError naming the process that may still use the folder */
  static async take(path: string): Promise<FolderLock> {
    const text = JSON.stringify({ ...identityOf(process.pid), token: randomUUID() });
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await create(path, text)) return new FolderLock(path, text);
      const found = await textOf(path);
      if (found === undefined) continue;
      refuseUnlessDead(path, found);
      if (await FolderLock.succeed(path, found, text)) return new FolderLock(path, text);
    }
    throw new DatabaseRefusedError(`others keep taking ${path}`);
  }

  /**
   * Puts this lock in the place of a dead one, in one step: never is there none, which others could create. Whoever does
   * so holds a lock on just that dead one meanwhile, which is taken over in the same way where its holder dies.
   */
  private static async succeed(path: string, dead: string, text: string): Promise<boolean> {
    const claim = await FolderLock.take(`${path}.after-${hash('sha256', dead, 'hex').slice(0, 16)}`);
    try {
      if ((await textOf(path)) !== dead) return false;
      const draft = await drafted(path, text);
      await rename(draft, path);
      return true;
    } finally {
      await claim.release();
    }
  }

  /** Leaves a lock alone that is not ours any more. */
  async release(): Promise<void> {
    if ((await textOf(this.path)) === this.text) await rm(this.path, { force: true });
  }
}

/** The file appears with its content, or not at all: a link is refused where the name is taken. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = await drafted(path, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function drafted(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  return draft;
}

function refuseUnlessDead(path: string, found: string): void {
  const holder = holderIn(found);
  if (holder !== undefined && !mayBeAlive(holder)) return;
  const who = holder === undefined ? 'an unknown process' : `process ${holder.pid} on host ${holder.host}`;
  throw new DatabaseRefusedError(
    `DATA_DIR is in use by ${who}, and two processes would destroy its data; stop that one, give this one a ` +
      `folder of its own, or use DATABASE_URL. Where it is certain that nobody uses it, delete ${path}`,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function holderIn(text: string): ProcessIdentity | undefined {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<ProcessIdentity>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { pid, host, started: started ?? null };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
