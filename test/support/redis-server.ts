import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port';

/** True where `redis-server` is on the PATH. */
export const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

const START_DEADLINE_MS = 10_000;

/** A redis-server of the test's own, which it may kill, freeze and start again. Nothing is written to disk. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  /** A server that runs, on a free port. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it on the same port; its data is gone. */
  async start(): Promise<void> {
    const child = spawn(
      'redis-server',
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.process = child;
    const signal = AbortSignal.timeout(START_DEADLINE_MS);
    for await (const line of createInterface({ input: child.stdout, signal })) {
      if (line.includes('Ready to accept connections')) return void child.stdout.resume();
    }
    throw new Error(`redis-server on port ${this.port} did not start`);
  }

  /** Ends it without warning, as a crash does. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** It keeps its connections and answers nothing. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }
}
