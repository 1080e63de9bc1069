import { once } from 'node:events';
import { connect } from 'node:net';
import { Gate } from './support/gate';
import { Platform } from './support/platform';

describe('shutting down', () => {
  it('stops accepting, finishes what runs, and only then lets modules go', async () => {
    const platform = await Platform.start();
    const gate = platform.app.get(Gate, { strict: false });
    const arrived = gate.arrival();
    const running = platform.request('/api/v1/probe/slow');
    await arrived;
    const closed = platform.app.close();
    // Refused, whether the listener has gone or the connection is told that the server is closing.
    await refusedOrClosing(platform);
    expect(gate.journal).toEqual([]);
    gate.open();
    const answer = await running;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ waited: true });
    await closed;
    expect(gate.journal).toEqual(['request finished', 'module destroyed']);
    await platform.identity.close();
  });

  it('does not wait for a connection that has never carried a request', async () => {
    const platform = await Platform.start({ SHUTDOWN_TIMEOUT_S: '1' });
    const socket = connect(Number(new URL(platform.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await platform.app.close();
    await ended;
    expect(platform.logText()).not.toContain('cut off');
    await platform.identity.close();
  });

  it('does not wait for a request of which only a part has come', async () => {
    const platform = await Platform.start({ SHUTDOWN_TIMEOUT_S: '30' });
    const socket = connect(Number(new URL(platform.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    socket.write('GET /health/live HTTP/1.1\r\nHost: trapline\r\n');
    // Answered after it: what was written before has been read by then.
    expect((await platform.request('/health/live')).status).toBe(200);
    await platform.app.close();
    await ended;
    expect(platform.logText()).not.toContain('cut off');
    await platform.identity.close();
  });

  it('cuts off what does not finish in time, and says so', async () => {
    const platform = await Platform.start({ SHUTDOWN_TIMEOUT_S: '1' });
    const gate = platform.app.get(Gate, { strict: false });
    const arrived = gate.arrival();
    const running = platform.request('/api/v1/probe/slow');
    await arrived;
    const outcome = expect(running).rejects.toThrow();
    await platform.app.close();
    await outcome;
    expect(gate.journal).toEqual(['module destroyed']);
    expect(platform.logText()).toContain('requests still running are cut off');
    gate.open();
    await platform.identity.close();
  });
});

async function refusedOrClosing(platform: Platform): Promise<void> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const status = await platform.request('/health/live').then(
      (answer) => answer.status,
      () => 'no connection',
    );
    if (status !== 200) {
      expect(['no connection', 503]).toContain(status);
      return;
    }
    if (Date.now() > deadline) throw new Error('requests are still accepted');
  }
}
