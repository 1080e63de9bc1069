// @ts-check
// `node make-seed.cjs`: makes the empty database that new embedded databases begin with, once per version. Without it
// each makes its own, which takes four seconds and twice the memory. Part of `npm run build` and of `npm test`.
'use strict';
const { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { seedPath } = require('./seed-path.cjs');

async function main() {
  const target = seedPath();
  // A build begins with an empty dist: what was made before is kept where it was started.
  const kept = join(process.cwd(), '.cache', basename(target));
  if (!existsSync(kept)) await make(kept);
  mkdirSync(dirname(target), { recursive: true });
  if (kept !== target) copyFileSync(kept, target);
}

/** @param {string} path */
async function make(path) {
  const { PGlite } = require('@electric-sql/pglite');
  const database = await PGlite.create();
  const dump = await database.dumpDataDir('gzip');
  await database.close();
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()));
  renameSync(unfinished, path);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
