import { type Trapline, TraplineProblem, TraplineUnreachable } from '../../clients/typescript/src/index.ts';
import type { CommandRegistry } from '../command-registry';
import { UsageError } from '../errors';
import { type Credential, CredentialsFile } from '../login/credentials-file';
import { ask, askSecret, secretFromInput } from '../login/prompt';
import type { ManualCommand } from '../manual/manual-command';
import type { Session } from '../session';

interface LoginOptions {
  readonly username?: string;
  readonly apiKey?: boolean;
  readonly secretStdin?: boolean;
}

export function addLoginCommands(program: ManualCommand, registry: CommandRegistry): void {
  const login = program
    .command('login')
    .description('Logs in at a server and keeps the log-in for the commands that follow')
    .note(
      'Asks for Microshare user name and password, or with --api-key for a key. What is typed as a secret is not shown. ' +
        'The log-in is kept in $XDG_CONFIG_HOME/trapline/credentials.json (~/.config/…), which its owner alone may ' +
        'read: the session of Trapline or the API key, never the Microshare password.',
    )
    .option('-u, --username <name>', 'Microshare user name; asked for when not given')
    .option('--api-key', 'log in with an API key of Trapline')
    .option('--secret-stdin', 'read the password or the key from standard input instead of asking')
    .example('Log in as a person', 'trapline login --url https://trapline.example')
    .example('Log in with a key, in a script', 'trapline login --api-key --secret-stdin < key.txt');
  registry.action<LoginOptions>(login, logIn);

  const logout = program
    .command('logout')
    .description('Ends the session at the server and forgets the log-in')
    .example('Log out', 'trapline logout');
  registry.action(logout, logOut);
}

async function logIn(session: Session, options: LoginOptions): Promise<undefined> {
  if (options.apiKey === true && options.username !== undefined) {
    throw new UsageError('--api-key and --username exclude each other');
  }
  const { url } = await session.server();
  const credential =
    options.apiKey === true ? await byKey(session, url, options) : await byPassword(session, url, options);
  const { data } = await session.traplineAs(url, credential).GET('/api/v1/auth/validate-token');
  const file = new CredentialsFile(session.host.environment);
  const { servers } = await file.read();
  await file.write({ current: url, servers: { ...servers, [url]: { ...credential, name: data.name } } });

  const { output } = session;
  const { name, role, expires_at: until } = data;
  if (output.json) await output.document({ url, kind: data.kind, name, role, expires_at: until ?? null });
  else {
    const end = until === undefined ? '' : `, until ${new Date(until).toLocaleString()}`;
    await output.lines([`Logged in at ${url} as ${output.style('bold', name)} (${role})${end}.`]);
  }
  return undefined;
}

async function byKey(session: Session, url: string, options: LoginOptions): Promise<Credential> {
  const { host } = session;
  const secret =
    options.secretStdin === true
      ? await secretFromInput(host)
      : (await askSecret(host, `API key for ${url}: `)).trim();
  if (secret === '') throw new UsageError('no key was given');
  return { kind: 'api_key', secret, name: '' };
}

async function byPassword(session: Session, url: string, options: LoginOptions): Promise<Credential> {
  const { host } = session;
  const username = options.username ?? (await ask(host, `Microshare user name for ${url}: `));
  const password =
    options.secretStdin === true
      ? await secretFromInput(host)
      : await askSecret(host, 'Microshare password: ');
  const { data } = await session
    .traplineAs(url, undefined)
    .POST('/api/v1/auth/login', { body: { username, password } });
  return { kind: 'session', secret: data.session_token, name: username, expires_at: data.expires_at };
}

async function logOut(session: Session): Promise<undefined> {
  const { output, host } = session;
  const { url } = await session.server();
  const file = new CredentialsFile(host.environment);
  const { servers, current } = await file.read();
  const credential = servers[url];
  if (credential?.kind === 'session') await endSession(session, session.traplineAs(url, credential));
  const others = Object.fromEntries(Object.entries(servers).filter(([each]) => each !== url));
  await file.write({
    current: current === url ? (Object.keys(others)[0] ?? null) : current,
    servers: others,
  });

  const wasLoggedIn = credential !== undefined;
  if (output.json) await output.document({ url, was_logged_in: wasLoggedIn });
  else await output.lines([wasLoggedIn ? `Logged out at ${url}.` : `You were not logged in at ${url}.`]);
  return undefined;
}

/** The log-in is forgotten here even where the server cannot be told; that is said. */
async function endSession({ output }: Session, trapline: Trapline): Promise<void> {
  try {
    await trapline.POST('/api/v1/auth/logout');
  } catch (error) {
    if (error instanceof TraplineProblem && error.status === 401) return;
    if (!(error instanceof TraplineProblem) && !(error instanceof TraplineUnreachable)) throw error;
    output.note(`The session at the server could not be ended and lasts until it expires: ${error.message}`);
  }
}
