import { errorOfFault, isContention, OdooFault } from './odoo-fault';
import type { OdooCallOptions, OdooSession } from './odoo-session';
import { unexpectedAnswer } from './unexpected-answer';
import { isStruct, type XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** What Odoo says against a load, and against which rows of it where it says that. */
export interface LoadProblem {
  /** First and last row, from 0 on; absent where it is about the whole. */
  readonly rows?: { readonly from: number; readonly to: number };
  readonly message: string;
}

/** The records of all rows, in their order; or nothing was written, because of these problems. */
export type LoadAnswer = { readonly ids: readonly number[] } | { readonly problems: readonly LoadProblem[] };

/**
 * Makes the records that are not there yet, all or none, by `load`: the column `id` holds external ids, `<relation>/.id`
 * database ids. A record that is there already keeps what it holds, so that the same rows may be sent again at any time.
 * @throws UpstreamUnavailableError also where the rows were given up because others load the same at this moment
 */
export async function insertRows(
  session: OdooSession,
  model: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { context, ...options }: OdooCallOptions = {},
): Promise<LoadAnswer> {
  const operation = `${model}.load`;
  // `noupdate` alone marks the record; with the mode it is left as it is when its external id comes again.
  const insertOnly = { ...context, mode: 'update', noupdate: true };
  const answer = await session.executeKw(
    model,
    'load',
    [columns, rows],
    {},
    { ...options, context: insertOnly },
  );
  if (!isStruct(answer)) throw unexpectedAnswer(operation, 'ids or messages');
  const { ids, messages } = answer;
  if (Array.isArray(ids) && ids.length === rows.length && ids.every((id) => typeof id === 'number')) {
    return { ids };
  }
  if (ids !== false || !Array.isArray(messages)) throw unexpectedAnswer(operation, 'an id for each row');
  const problems = messages.map(problemOf);
  const lost = problems.find(({ message }) => isContention(message));
  if (lost !== undefined) {
    const cause = new OdooFault(1, { exception: '', detail: lost.message });
    throw errorOfFault(cause, { system: 'odoo', operation });
  }
  return { problems };
}

function problemOf(said: XmlRpcValue): LoadProblem {
  const { message, rows } = isStruct(said) ? said : {};
  const { from, to } = rows !== undefined && isStruct(rows) ? rows : {};
  return {
    message: typeof message === 'string' ? message.replace(/\s+/g, ' ').trim() : 'no reason is given',
    ...(typeof from === 'number' && typeof to === 'number' && { rows: { from, to } }),
  };
}
