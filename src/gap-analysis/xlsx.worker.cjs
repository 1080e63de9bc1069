// @ts-check
// Thread that makes one workbook of one sheet: {header, rows, numbers} in, the file's bytes out. Every cell is typed, so
// that no text is taken for a formula.
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { default: writeExcelFile } = require('write-excel-file/node');

const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');
/** Excel refuses a file with a longer cell. */
const LONGEST_CELL = 32_767;
/** @type {{ header: string[], rows: string[][], numbers: number[] }} `numbers`: columns that hold numbers */
const { header, rows, numbers } = workerData;
const numeric = new Set(numbers);

/** @type {(text: string, column: number) => import('write-excel-file/node').Cell} */
const cell = (text, column) => {
  if (text === '') return null;
  if (numeric.has(column)) return { type: Number, value: Number(text) };
  return { type: String, value: text.slice(0, LONGEST_CELL) };
};

/** @type {import('write-excel-file/node').SheetData} */
const data = [
  header.map((value) => ({ type: String, value, fontWeight: /** @type {const} */ ('bold') })),
  ...rows.map((row) => row.map(cell)),
];
void writeExcelFile(data, { sheet: 'Gaps', stickyRowsCount: 1 })
  .toBuffer()
  .then((bytes) => {
    port.postMessage(bytes);
  });
