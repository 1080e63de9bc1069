import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from './free-port';
import { type Answer, type CallOptions, send, untilReady } from './trapline';

const ROOT = join(__dirname, '..', '..');

/** The application in a process of its own, which can be killed. */
export class Application {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it with these settings, on a free port, and waits until it serves devices. */
  static async start(settings: Readonly<Record<string, string>>): Promise<Application> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--require', join(__dirname, 'register-typescript.cjs'), join(ROOT, 'src', 'main.ts')],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], ...settings, PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const application = new Application(`http://127.0.0.1:${port}`, child);
    try {
      await untilReady({ call: (method, path) => application.call(method, path) }, 60_000);
    } catch (error) {
      await application.kill();
      throw error;
    }
    return application;
  }

  /** A call with the operator's key, unless the options name another. */
  readonly call = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
    send(this.url, method, path, options);

  /** `kill -9`, in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
