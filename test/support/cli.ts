import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** Node's arguments that run the command line as its sources stand. */
export const CLI = ['--require', join(__dirname, 'register-typescript.cjs'), join(ROOT, 'cli/main.ts')];

export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output parsed as JSON. */
  readonly json: () => any;
}

export interface CliOptions {
  /** Besides TRAPLINE_URL and the folders of the user. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Called with all that was written so far; what it returns is typed, or the signal sent. */
  readonly onOutput?: (text: string) => string | { readonly signal: NodeJS.Signals } | undefined;
}

/** A user with a home of their own, who runs the command line as a real process against a server. */
export class CliUser {
  private constructor(
    readonly home: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async create(environment: Readonly<Record<string, string>>): Promise<CliUser> {
    return new CliUser(await mkdtemp(join(tmpdir(), 'trapline-cli-')), environment);
  }

  get credentials(): string {
    return join(this.home, 'trapline', 'credentials.json');
  }

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return this.start(process.execPath, [...CLI, ...args], options);
  }

  /** On a terminal of 80 columns; both outputs arrive in `stdout`. */
  onTerminal(args: readonly string[], options: CliOptions = {}, columns = 80): Promise<CliResult> {
    const line = [process.execPath, ...CLI, ...args]
      .map((word) => `'${word.replace(/'/g, `'\\''`)}'`)
      .join(' ');
    return this.start('script', ['-qec', `stty cols ${columns}; ${line}`, '/dev/null'], options);
  }

  /** A shell command in which `$trapline` is the command line. */
  inShell(command: string): Promise<CliResult> {
    const line = [process.execPath, ...CLI].join(' ');
    return this.start('bash', ['-c', `set -o pipefail; trapline='${line}'; ${command}`], {});
  }

  /** Another program, in the home and with the environment of the user. */
  call(program: string, args: readonly string[]): Promise<CliResult> {
    return this.start(program, args, {});
  }

  async leave(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }

  private start(command: string, args: readonly string[], options: CliOptions): Promise<CliResult> {
    const child = spawn(command, args, {
      cwd: options.cwd ?? this.home,
      env: {
        PATH: process.env['PATH'],
        HOME: this.home,
        XDG_CONFIG_HOME: this.home,
        TERM: 'xterm',
        ...this.environment,
        ...options.environment,
      },
    });
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text;
        const answer = options.onOutput?.(written.stdout + written.stderr);
        if (typeof answer === 'string') child.stdin.write(answer);
        else if (answer !== undefined) child.kill(answer.signal);
      });
    }
    if (options.onOutput === undefined) child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => {
        resolve({ status, signal, ...written, json: () => JSON.parse(written.stdout) as unknown });
      });
    });
  }
}
