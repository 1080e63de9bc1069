import { randomUUID } from 'node:crypto';
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
      await removeIfDead(path);
    }
    throw new DatabaseRefusedError(`others keep taking ${path}`);
  }

  /** Leaves a lock alone that is not ours any more. */
  async release(): Promise<void> {
    if ((await textOf(this.path)) === this.text) await rm(this.path, { force: true });
  }
}

/** The file appears with its content, or not at all: a link is refused where the name is taken. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
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

async function removeIfDead(path: string): Promise<void> {
  const found = await textOf(path);
  if (found === undefined) return;
  const holder = holderIn(found);
  if (holder === undefined || mayBeAlive(holder)) {
    const who = holder === undefined ? 'an unknown process' : `process ${holder.pid} on host ${holder.host}`;
    throw new DatabaseRefusedError(
      `DATA_DIR is in use by ${who}, and two processes would destroy its data; stop that one, give this one a ` +
        `folder of its own, or use DATABASE_URL. Where it is certain that nobody uses it, delete ${path}`,
    );
  }
  // Only one of several that see the same dead holder succeeds in moving its lock away.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    // Somebody was faster, and this is already their lock: it goes back.
    if ((await textOf(aside)) !== found) await link(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
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
