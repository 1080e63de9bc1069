import { Readable } from 'node:stream';
import { createRequire } from 'node:module';
import { decodeMethodResponse, encodeMethodCall } from '@libs/odoo-client';

/** One line of the table: the same work by the `xmlrpc` package and by our codec. Medians, in milliseconds. */
export interface XmlRpcBenchRow {
  readonly work: string;
  readonly megabytes: number;
  readonly packageMs: number;
  readonly ownMs: number;
  /** How many times faster ours is; below 1 it is slower. */
  readonly ratio: number;
}

interface PackageInternals {
  serializeMethodCall(method: string, params: readonly unknown[]): string;
  serializeMethodResponse(value: unknown): string;
}

const load = createRequire(__filename);
const serializer = load('xmlrpc/lib/serializer') as PackageInternals;
const Deserializer = load('xmlrpc/lib/deserializer') as new () => {
  deserializeMethodResponse(stream: Readable, done: (error: Error | null, value: unknown) => void): void;
};

/**
 * Reads and writes `records` product records, in the shape and with the white space of the recorded answers.
 * @param runs repeats of each measurement; the median counts
 */
export async function xmlrpcBench(records = 10_000, runs = 3): Promise<XmlRpcBenchRow[]> {
  const body = recordedShape(records);
  const xml = body.toString('utf8');
  const products = Array.from({ length: records }, (_, index) => product(index));
  const context = { system: 'odoo', operation: 'bench' };
  const written = serializer.serializeMethodCall('load', [products]);
  return [
    row('parse', body.length, {
      package: await median(runs, () => packageReads(xml)),
      own: await median(runs, () => decodeMethodResponse(body)),
    }),
    row('serialise', written.length, {
      package: await median(runs, () => serializer.serializeMethodCall('load', [products])),
      own: await median(runs, () => encodeMethodCall('load', [products], context)),
    }),
  ];
}

function row(work: string, bytes: number, ms: { package: number; own: number }): XmlRpcBenchRow {
  return {
    work,
    megabytes: Math.round(bytes / 10_000) / 100,
    packageMs: ms.package,
    ownMs: ms.own,
    ratio: Math.round((ms.package / ms.own) * 10) / 10,
  };
}

async function median(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return Math.round((times[Math.floor(runs / 2)] ?? 0) * 10) / 10;
}

function packageReads(xml: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodResponse(
      Readable.from([xml], { objectMode: false }),
      (error, value) => {
        if (error === null) resolve(value);
        else reject(error);
      },
    );
  });
}

type Field = string | number | false | readonly [number, string];

function product(index: number): Record<string, Field> {
  const code = `SITE${String(index % 97).padStart(2, '0')}_AREA_${String(index).padStart(5, '0')}`;
  return {
    id: index + 1,
    default_code: code,
    name: `Café Lumière ${index % 13} / Plant ${index % 97} / Loading dock & "bay" ${index}`,
    categ_id: [4, 'Pest Control'],
    active: false,
    barcode: index % 3 === 0 ? false : `70B3D5${index.toString(16).toUpperCase().padStart(10, '0')}`,
    write_date: '2026-11-21 08:44:21',
    product_tmpl_id: [index + 1, `[${code}] Loading dock`],
  };
}

/** The answer as Odoo's Python writes it: one tag a line, every string typed, false for what is empty. */
function recordedShape(records: number): Buffer {
  const escaped = (text: string): string =>
    text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const value = (field: Field): string => {
    if (typeof field === 'string') return `<value><string>${escaped(field)}</string></value>`;
    if (typeof field === 'number') return `<value><int>${field}</int></value>`;
    if (field === false) return '<value><boolean>0</boolean></value>';
    return `<value><array><data>\n${field.map(value).join('\n')}\n</data></array></value>`;
  };
  const structs = Array.from({ length: records }, (_, index) => {
    const members = Object.entries(product(index)).map(
      ([name, field]) => `<member>\n<name>${name}</name>\n${value(field)}\n</member>`,
    );
    return `<value><struct>\n${members.join('\n')}\n</struct></value>`;
  });
  return Buffer.from(
    `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n${structs.join('\n')}\n` +
      '</data></array></value>\n</param>\n</params>\n</methodResponse>\n',
  );
}
