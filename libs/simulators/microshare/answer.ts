/** An answer before it is sent. Bodies are bytes, so that a stored cluster is serialised once. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Buffer[];
}

export function json(status: number, content: unknown): SimulatedAnswer {
  return jsonBytes(status, [Buffer.from(JSON.stringify(content))]);
}

export function jsonBytes(status: number, body: readonly Buffer[]): SimulatedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** The platform's errors are plain text. */
export function plainText(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatedAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
    body: [Buffer.from(text)],
  };
}

export function html(status: number, content: string): SimulatedAnswer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: [Buffer.from(content)] };
}

export const NOT_FOUND = plainText(
  404,
  'io.microshare.utils.NotFoundException: Record not found or inaccessible.',
);
