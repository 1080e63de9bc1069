import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text as they came. */
  readonly data: string;
}

/** A mail server that takes what it is sent (RFC 5321, without extensions), over real sockets. */
export class SmtpServer {
  readonly mails: ReceivedMail[] = [];
  /** How many of the next messages are refused for the moment. */
  refuses = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    this.serve(socket);
  });

  /** `smtp://127.0.0.1:<port>` */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    let from = '';
    let to: string[] = [];
    let data: string[] | undefined;
    let rest = '';
    const hear = (line: string): void => {
      if (data !== undefined) {
        if (line !== '.') {
          data.push(line.replace(/^\.\./, '.'));
          return;
        }
        this.mails.push({ from, to, data: data.join('\n') });
        data = undefined;
        say('250 taken');
        return;
      }
      const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
      if (/^(EHLO|HELO)/i.test(line)) say('250 test');
      else if (/^MAIL/i.test(line) && this.refuses > 0) {
        this.refuses -= 1;
        say('451 try again later');
      } else if (/^MAIL/i.test(line)) {
        [from, to] = [address, []];
        say('250 ok');
      } else if (/^RCPT/i.test(line)) {
        to.push(address);
        say('250 ok');
      } else if (/^DATA/i.test(line)) {
        data = [];
        say('354 go on');
      } else if (/^QUIT/i.test(line)) {
        say('221 bye');
        socket.end();
      } else say('502 unknown');
    };
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      lines.forEach(hear);
    });
    socket.on('error', () => socket.destroy());
    say('220 test');
  }
}
