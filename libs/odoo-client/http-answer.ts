import {
  UpstreamAccessError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
  isHtml,
  retryAfterMs,
  type HttpAnswer,
  type UpstreamError,
  type UpstreamErrorContext,
} from '@libs/upstream';

type Context = Omit<UpstreamErrorContext, 'cause'>;

/**
 * Throws for an answer that Odoo's API cannot have given: any status but 200, and web pages. RPC answers its faults with
 * 200; what else there is comes from the web server or a proxy before Odoo.
 * @param service the API's name, for people
 */
export function refuseForeign(answer: HttpAnswer, service: string, context: Context): void {
  if (answer.status !== 200) throw errorOfStatus(answer, service, context);
  if (isHtml(answer)) {
    const from = `${context.system} (${context.operation})`;
    throw new UpstreamUnavailableError(`${from} answered with a web page`, 'answered', context);
  }
}

function errorOfStatus(answer: HttpAnswer, service: string, context: Context): UpstreamError {
  const { status } = answer;
  const text = `${context.system} (${context.operation}) answered HTTP ${status}`;
  if (status === 429) {
    const wait = retryAfterMs(answer.headers, Date.now());
    return new UpstreamRateLimitedError(text, { ...context, retryAfterMs: wait });
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(answer.headers, Date.now());
    return new UpstreamUnavailableError(text, 'answered', { ...context, retryAfterMs: wait });
  }
  if (status === 401 || status === 403) {
    return new UpstreamAccessError(`${text}: a proxy or firewall does not let ${service} through`, context);
  }
  if ([404, 405, 410].includes(status) || (status >= 300 && status < 400)) {
    return new UpstreamConfigurationError(`${text}: there is no ${service} service at this address`, context);
  }
  return new UpstreamProtocolError(text, context);
}
