import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeMethodResponse, isStruct } from '@libs/odoo-client';
import type { ProductSeed } from '@libs/simulators';

const RECORDING = 'test/recordings/odoo/18.0/016-xmlrpc-product-search-read-archived-too.json';

/** The inspection points that a real Odoo 18 held when it was recorded, archived and dirty ones included. */
export async function recordedCatalogue(): Promise<ProductSeed[]> {
  const recording = JSON.parse(await readFile(join(process.cwd(), RECORDING), 'utf8')) as {
    response: { body: string };
  };
  const answer = decodeMethodResponse(Buffer.from(recording.response.body));
  if (answer.kind !== 'value' || !Array.isArray(answer.value)) {
    throw new TypeError(`${RECORDING} holds no list of products`);
  }
  return answer.value.filter(isStruct).map((product) => ({
    name: text(product['name']),
    active: product['active'] === true,
    ...(product['default_code'] !== false && { default_code: text(product['default_code']) }),
    ...(product['barcode'] !== false && { barcode: text(product['barcode']) }),
  }));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
