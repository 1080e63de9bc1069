import { HeldCall } from '@libs/simulators';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { wholeValues, wordsOf } from './redis-values';

/** A command's words, its name in capitals first. */
export type Words = readonly string[];

interface Rule {
  readonly wanted: (words: Words) => boolean;
  /** Which answers to it are kept back, as they are on the wire; undefined where the command itself is. */
  readonly answer?: (text: string) => boolean;
  readonly hold: HeldCall;
}

/**
 * Stands between one replica and Redis and lets everything pass, but for what it is told to hold. What follows a held
 * command or answer on the same connection waits behind it, as the protocol has it.
 */
export class RedisGate {
  private rules: Rule[] = [];
  private readonly sockets = new Set<Socket>();
  /** Every command so far; each by its first words, as many as tell whose lease it asks for. */
  private readonly sent: Words[] = [];

  private constructor(
    private readonly server: Server,
    private readonly redisPort: number,
  ) {}

  /** A gate on a free port to the Redis on the given one, whether or not that runs. */
  static async open(redisPort: number): Promise<RedisGate> {
    const server = createServer();
    const gate = new RedisGate(server, redisPort);
    server.on('connection', (client) => {
      gate.connected(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gate;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops the next such command before Redis gets it. Abandoned, it breaks its connection and never gets there. */
  holds(wanted: Rule['wanted']): HeldCall {
    return this.add({ wanted, hold: new HeldCall() });
  }

  /** Keeps the next such answer to such a command back: Redis has done what it was asked for. */
  holdsAnswer(wanted: Rule['wanted'], answer: (text: string) => boolean = () => true): HeldCall {
    return this.add({ wanted, answer, hold: new HeldCall() });
  }

  /** True when such a command has come by. */
  hasSeen(wanted: (words: Words) => boolean): boolean {
    return this.sent.some(wanted);
  }

  /** Forgets what was to be held and has not come. */
  lets(): void {
    this.rules = [];
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private add(rule: Rule): HeldCall {
    this.rules.push(rule);
    return rule.hold;
  }

  private connected(client: Socket): void {
    const redis = connect(this.redisPort, '127.0.0.1');
    /** Per command under way, the rules for its answer. */
    const awaited: (readonly Rule[])[] = [];
    const end = (): void => {
      client.destroy();
      redis.destroy();
    };
    for (const socket of [client, redis]) {
      this.sockets.add(socket);
      // A connection that breaks ends, and the other with it; the replica makes of that what it has to.
      socket.on('error', end);
      socket.on('close', () => {
        this.sockets.delete(socket);
        end();
      });
    }
    const commands = passing(async (command) => {
      const words = wordsOf(command);
      this.sent.push(words.slice(0, 3));
      const wanted = this.rules.filter((rule) => rule.wanted(words));
      const before = wanted.find(({ answer }) => answer === undefined);
      if (before !== undefined && (await this.stopped(before)) === 'abandon') return false;
      awaited.push(wanted.filter(({ answer }) => answer !== undefined));
      return true;
    });
    const answers = passing(async (answer) => {
      const text = answer.toString('utf8');
      const rule = awaited.shift()?.find((one) => this.rules.includes(one) && one.answer?.(text) === true);
      return rule === undefined || (await this.stopped(rule)) === 'go on';
    });
    pipeline(client, commands, redis, end);
    pipeline(redis, answers, client, end);
  }

  /** Each rule is for one command. */
  private stopped(rule: Rule): Promise<'go on' | 'abandon'> {
    this.rules = this.rules.filter((one) => one !== rule);
    return rule.hold.stop();
  }
}

/** Passes whole values on, in order, until the connection ends or one may not pass. */
function passing(
  mayPass: (value: Buffer) => Promise<boolean>,
): (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (chunks) {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      const come = wholeValues(Buffer.concat([rest, chunk]));
      rest = come.rest;
      for (const value of come.values) {
        if (!(await mayPass(value))) return;
        yield value;
      }
    }
  };
}
