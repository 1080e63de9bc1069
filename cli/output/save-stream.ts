import { open, rename, rm } from 'node:fs/promises';
import type { Session } from '../session';

/**
 * Writes what comes to standard output, or to a file: that is there only once it is whole.
 * @returns bytes written
 */
export async function saveStream(
  { output, signal }: Session,
  data: AsyncIterable<Uint8Array>,
  file: string | undefined,
): Promise<number> {
  let bytes = 0;
  if (file === undefined) {
    for await (const chunk of data) {
      bytes += chunk.byteLength;
      await output.write(chunk);
    }
    return bytes;
  }
  const draft = `${file}.${process.pid}.part`;
  const handle = await open(draft, 'wx');
  try {
    for await (const chunk of data) {
      signal.throwIfAborted();
      bytes += chunk.byteLength;
      await handle.write(chunk);
    }
    await handle.close();
    await rename(draft, file);
    return bytes;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}
