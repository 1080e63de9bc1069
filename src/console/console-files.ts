import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface ConsoleFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Strong. */
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Beside this file once all is built; where the sources themselves run (Jest), what was built last. */
const FOLDERS = [join(__dirname, 'files'), join(__dirname, '../../dist/src/console/files')];

/** The console as `npm run build` left it: one page, and assets whose names change with their content. Held in memory. */
export class ConsoleFiles {
  private constructor(
    /** Undefined where the console has not been built. */
    readonly page: ConsoleFile | undefined,
    private readonly assets: ReadonlyMap<string, ConsoleFile>,
  ) {}

  static load(folders: readonly string[] = FOLDERS): ConsoleFiles {
    const folder = folders.find((each) => existsSync(join(each, 'index.html')));
    if (folder === undefined) return new ConsoleFiles(undefined, new Map());
    const names = readdirSync(join(folder, 'assets'));
    return new ConsoleFiles(
      read(join(folder, 'index.html')),
      new Map(names.map((name) => [name, read(join(folder, 'assets', name))])),
    );
  }

  asset(name: string): ConsoleFile | undefined {
    return this.assets.get(name);
  }
}

function read(path: string): ConsoleFile {
  const bytes = readFileSync(path);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, type: TYPES[extname(path)] ?? 'application/octet-stream', etag };
}
