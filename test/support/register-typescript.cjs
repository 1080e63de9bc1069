/**
 * `node --require` this to run the application's TypeScript as it stands, compiled file by file as Jest does: tests start
 * real processes without a build.
 */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '..', '..');
const options = { ...JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8')), swcrc: false };
delete options.$schema;

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const path = request.startsWith('@libs/') ? join(root, 'libs', request.slice('@libs/'.length)) : request;
  return resolve.call(this, path, ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
