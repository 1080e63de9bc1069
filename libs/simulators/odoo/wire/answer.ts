/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function xmlAnswer(body: string): Answer {
  return { status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body };
}

export function jsonAnswer(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** A page for people, as Odoo and the proxies before it show on errors. */
export function htmlAnswer(status: number, title: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html;charset=utf-8' },
    body:
      '<!DOCTYPE html>\n<html>\n    <head>\n        <meta charset="utf-8"/>\n' +
      `        <title>Odoo</title>\n    </head>\n    <body>\n        <h1>${title}</h1>\n    </body>\n</html>\n`,
  };
}
