// @ts-check
// Thread of the embedded database. One request after the other: {id, text, values?} is answered with {id, results,
// inTransaction} or {id, error, inTransaction}; {close: true} ends the thread. Notifications are sent as they come.
// Values go both ways as PostgreSQL's text, so that the other side reads and writes them as `pg` does.
'use strict';
const { existsSync, readFileSync, renameSync, rmSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { PGlite } = require('@electric-sql/pglite');

/** @typedef {{ id: number, text: string, values?: (string | null)[] } | { close: true }} Request */

const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');
/** @type {{ folder?: string, seed?: string }} */
const { folder, seed } = workerData;

/** @param {unknown} value */
const asText = (value) => value;
/** Every type that PGlite would read or write in its own way. @type {Record<string, (value: any) => any>} */
const textual = {};

/** An error without its prototype, which does not survive the way to the other thread. @param {any} error */
function plainError(error) {
  /** @type {Record<string, unknown>} */
  const fields = {};
  for (const key of Object.getOwnPropertyNames(error)) {
    const value = error[key];
    if (key !== 'stack' && (typeof value === 'string' || typeof value === 'number')) fields[key] = value;
  }
  return fields;
}

/** @param {string} [at] */
async function empty(at) {
  const loadDataDir = seed === undefined ? undefined : new Blob([readFileSync(seed)]);
  return PGlite.create({ ...(at !== undefined && { dataDir: at }), ...(loadDataDir && { loadDataDir }) });
}

/** A folder appears under its name when it is complete: what a first start that was cut short left is made anew. */
async function open() {
  if (folder === undefined) return empty();
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await empty(unfinished)).close();
    renameSync(unfinished, folder);
  }
  return PGlite.create(folder);
}

async function main() {
  const database = await open();
  for (const oid of Object.keys({ ...database.parsers, ...database.serializers })) textual[oid] = asText;
  const options = { rowMode: /** @type {const} */ ('array'), parsers: textual, serializers: textual };
  database.onNotification((channel, payload) => port?.postMessage({ channel, payload }));

  let last = Promise.resolve();
  port?.on('message', (/** @type {Request} */ request) => {
    last = last.then(() => answer(request));
  });
  port?.postMessage({ opened: true });

  /** @param {Request} request */
  async function answer(request) {
    if ('close' in request) {
      await database.close();
      port?.postMessage({ closed: true });
      port?.close();
      return;
    }
    const { id, text, values } = request;
    try {
      const results =
        values === undefined
          ? await database.exec(text, options)
          : [await database.query(text, values, options)];
      port?.postMessage({ id, results, inTransaction: database.isInTransaction() });
    } catch (error) {
      port?.postMessage({ id, error: plainError(error), inTransaction: database.isInTransaction() });
    }
  }
}

main().catch((error) => {
  port.postMessage({ failed: plainError(error) });
  port.close();
});
