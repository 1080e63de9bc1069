import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../errors';
import type { Host } from '../host';

/** Asks on standard error, so that results stay alone on standard output. */
export async function ask(host: Host, question: string): Promise<string> {
  return (await answerTo(host, question, host.stderr)).trim();
}

/** Asks without showing what is typed. */
export async function askSecret(host: Host, question: string): Promise<string> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  try {
    return await answerTo(host, '', nowhere, () => host.stderr.write(question));
  } finally {
    host.stderr.write('\n');
  }
}

export async function confirm(host: Host, question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(host, `${question} [y/N] `));
}

/** A secret that is piped in: the first line of standard input. */
export async function secretFromInput(host: Host): Promise<string> {
  host.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of host.stdin) text += String(chunk);
  const [line = ''] = text.split(/\r?\n/);
  if (line === '') throw new UsageError('standard input is empty', 'Pipe the secret in as one line.');
  return line;
}

/** @param silenced called once the terminal shows no longer by itself what is typed */
async function answerTo(
  host: Host,
  question: string,
  output: NodeJS.WritableStream,
  silenced: () => void = () => undefined,
): Promise<string> {
  if (!host.stdin.isTTY) {
    throw new UsageError('there is no terminal to ask on', 'Give the answer by an option; see --help.');
  }
  const prompt = createInterface({ input: host.stdin, output, terminal: true, historySize: 0 });
  silenced();
  prompt.on('SIGINT', () => {
    host.interrupt();
  });
  // Ctrl-D ends the input without an answer.
  const ended = new AbortController();
  prompt.on('close', () => {
    ended.abort();
  });
  try {
    return await prompt.question(question, { signal: AbortSignal.any([host.signal, ended.signal]) });
  } catch (error) {
    host.signal.throwIfAborted();
    if (ended.signal.aborted) throw new UsageError('no answer was given');
    throw error;
  } finally {
    prompt.close();
  }
}
