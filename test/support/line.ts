import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut: connections break, new ones are refused. */
export interface Line {
  /** In place of the server's own address. */
  readonly url: string;
  /** Cutting it again changes nothing. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

const laid: (() => Promise<void>)[] = [];

// However a test has ended: a line that still stands would keep the run from ending.
afterEach(async () => {
  for (const remove of laid.splice(0)) await remove();
});

/** Lays a line for the test that runs now; it is cut for good after it. */
export async function layLine(to: string): Promise<Line> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // A broken pipe is what this is for.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let isOver = false;
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  laid.push(async () => {
    isOver = true;
    await cut();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: async () => {
      // A test that was given up may still be about to do so.
      if (isOver) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
