// @ts-check
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** @param {string} folder @returns {string} the nearest folder above that holds a package.json */
function packageRoot(folder) {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** Where the empty database of this version of PGlite lies, whether made or not. */
function seedPath() {
  const engine = packageRoot(dirname(require.resolve('@electric-sql/pglite')));
  const { version } = JSON.parse(readFileSync(join(engine, 'package.json'), 'utf8'));
  return join(packageRoot(__dirname), '.cache', `pglite-${version}.tgz`);
}

module.exports = { seedPath };
