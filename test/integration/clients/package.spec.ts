import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..', '..');
const PACKAGE = join(ROOT, 'clients', 'typescript');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

describe('the client as a package', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'trapline-client-'));
    await run(process.execPath, [TSC, '-p', PACKAGE, '--outDir', join(scratch, 'dist')]);
    await writeFile(join(scratch, 'package.json'), '{"type":"module"}');
    await symlink(join(ROOT, 'node_modules'), join(scratch, 'node_modules'));
  }, 60_000);
  afterAll(async () => {
    await rm(scratch, { recursive: true, force: true });
  });

  it('is loaded by Node as it is built', async () => {
    const script = `import * as client from './dist/index.js'; console.log(Object.keys(client).sort().join());`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: scratch });
    expect(stdout.trim()).toContain('createTrapline');
  });

  it('gives a TypeScript program its types, and refuses what the API does not have', async () => {
    const program = (query: string): string =>
      `import { createTrapline } from './dist/index.js';
       const answer = await createTrapline({ baseUrl: '' }).GET('/api/v1/devices', { params: { query: ${query} } });
       export const reference: string | undefined = answer.data.devices[0]?.erp_reference;`;
    const compile = (file: string): Promise<unknown> =>
      run(
        process.execPath,
        [TSC, '--noEmit', '--strict', '--target', 'ES2022', '--module', 'NodeNext', file],
        {
          cwd: scratch,
        },
      );
    await writeFile(join(scratch, 'right.ts'), program('{ limit: 3 }'));
    await writeFile(join(scratch, 'wrong.ts'), program('{ limit: "three" }'));
    await compile('right.ts');
    await expect(compile('wrong.ts')).rejects.toMatchObject({
      stdout: expect.stringContaining(`Type 'string' is not assignable to type 'number'`) as string,
    });
  }, 60_000);

  it('costs a browser less than 8 kB', async () => {
    const own = (await readdir(join(scratch, 'dist'))).filter((name) => name.endsWith('.js'));
    const parts = own.map((name) => join(scratch, 'dist', name));
    parts.push(join(dirname(require.resolve('openapi-fetch')), 'index.mjs'));
    const texts = await Promise.all(parts.map((path) => readFile(path, 'utf8')));
    const small = await Promise.all(
      texts.map((text) => minify(text, { module: true, compress: true, mangle: true })),
    );
    const bytes = gzipSync(small.map(({ code }) => code).join('\n')).length;
    expect(bytes).toBeLessThan(8 * 1024);
  });

  it('asks for the same versions as the application', async () => {
    const of = async (folder: string): Promise<{ dependencies: Record<string, string> }> =>
      JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
    const [own, root] = await Promise.all([of(PACKAGE), of(ROOT)]);
    expect(root.dependencies).toMatchObject(own.dependencies);
  });
});
