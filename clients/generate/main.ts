import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applicationDocument } from './application-document';
import { generatedFiles } from './generated-files';

/** `npm run client:generate`, in the folder of the repository. */
async function main(): Promise<void> {
  const files = generatedFiles(await applicationDocument());
  await rm(join('clients', 'bruno'), { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join('clients', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  process.stdout.write(`${files.size} files written below clients/\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
