import { createServer, type AddressInfo } from 'node:net';

/** The wanted port where it is free, else one that is; says so then. */
export async function choosePort(wanted: number, what: string, say: (text: string) => void): Promise<number> {
  if (await canListen(wanted)) return wanted;
  const port = await anyFreePort();
  say(`Port ${wanted} is taken; ${what} uses ${port} instead.`);
  return port;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
