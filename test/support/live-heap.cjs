/**
 * `node --require` this to have a process append, again and again, how many bytes of its heap are alive to the file that
 * LIVE_HEAP_FILE names: what is used right after everything else was collected.
 */
const { appendFileSync } = require('node:fs');
const { setInterval } = require('node:timers');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const file = process.env['LIVE_HEAP_FILE'];
if (file === undefined) throw new Error('LIVE_HEAP_FILE names no file');

if (isMainThread) {
  setInterval(() => {
    collect();
    appendFileSync(file, `${process.memoryUsage().heapUsed}\n`);
  }, 500).unref();
}
