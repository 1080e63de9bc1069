import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Configuration } from '../config/configuration';
import type { ReportMail } from './report-mail';

const DEADLINE_MS = 30_000;

/** Why a mail did not get out, in words that hold no password. */
export class MailError extends Error {
  constructor(why: string, cause: unknown) {
    super(`the mail could not be sent: ${why}`, { cause });
    this.name = 'MailError';
  }
}

/** Sends mail to `MAIL_TO` by the server of `SMTP_URL`. */
@Injectable()
export class MailSender {
  constructor(private readonly configuration: Configuration) {}

  get isSetUp(): boolean {
    return this.configuration.mail !== undefined;
  }

  /** Returns when the server has taken it. @throws MailError when it has not, or no server is set */
  async send({ subject, text }: ReportMail): Promise<void> {
    const { mail } = this.configuration;
    if (mail === undefined) throw new MailError('SMTP_URL is not set', undefined);
    const transport = createTransport({
      url: mail.smtpUrl,
      connectionTimeout: DEADLINE_MS,
      greetingTimeout: DEADLINE_MS,
      socketTimeout: DEADLINE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ from: mail.from, to: [...mail.to], subject, text });
    } catch (error) {
      throw new MailError(codeOf(error), error);
    } finally {
      transport.close();
    }
  }
}

/** nodemailer's own code, and the server's. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  return [code, responseCode]
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ');
}
