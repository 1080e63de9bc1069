import type { ExitStatus } from './exit-status';

/** The command cannot be meant as it was given; `hint` says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** The work did not succeed, for a reason that the message tells. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** There is neither an API key nor a log-in for the server. */
export class NotLoggedIn extends Error {
  override readonly name = 'NotLoggedIn';

  constructor(readonly server: string) {
    super(`you are not logged in at ${server}`);
  }
}

/** Ctrl-C or SIGTERM. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly status: ExitStatus) {
    super('interrupted');
  }
}
