import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';

const START_DEADLINE_MS = 60_000;

/** A replica of the application in a process of its own, which a test may kill, stop and let go on. */
export class ReplicaProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves once it serves devices. The settings are its whole environment. */
  static async start(settings: Readonly<Record<string, string>>): Promise<ReplicaProcess> {
    const child = fork(join(__dirname, 'replica.child.ts'), {
      execArgv: ['--require', join(__dirname, '../../support/register-typescript.cjs')],
      env: { ...settings },
    });
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the replica ended before it listened, with ${String(code ?? signal)}`);
    });
    const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
    await eventually(async () => {
      const { status } = await fetch(`${url}/health/ready`);
      if (status !== 200) throw new Error(`the replica is not ready: ${status}`);
    }, START_DEADLINE_MS);
    return new ReplicaProcess(child, url);
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it without warning, as a crash does; harmless when it has ended. */
  async kill(): Promise<void> {
    if (!this.runs) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** It keeps its connections, its memory and what it was doing, and does nothing. */
  stop(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }
}
