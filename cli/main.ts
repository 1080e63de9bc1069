#!/usr/bin/env node
import { Interruption } from './errors';
import { EXIT } from './exit-status';
import type { Host } from './host';
import { run } from './run';

const stop = new AbortController();

const host: Host = {
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
  interrupt: () => {
    stop.abort(new Interruption(EXIT.interrupted));
  },
};

// The first asks the command to end cleanly; the next one ends the process.
process.once('SIGINT', host.interrupt);
process.once('SIGTERM', () => {
  stop.abort(new Interruption(EXIT.terminated));
});
// Whoever reads has had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

void run(process.argv.slice(2), host).then((status) => {
  process.exitCode = status;
});
