import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

type Callback<T extends readonly unknown[]> = (error: Error | null | undefined, ...values: T) => void;

interface PackageDeserializer {
  deserializeMethodResponse(stream: Readable, callback: Callback<[unknown]>): void;
  deserializeMethodCall(stream: Readable, callback: Callback<[string, unknown[]]>): void;
}

const load = createRequire(__filename);
const Deserializer = load('xmlrpc/lib/deserializer') as new () => PackageDeserializer;
const serializer = load('xmlrpc/lib/serializer') as {
  serializeMethodResponse(value: unknown): string;
  serializeFault(fault: unknown): string;
};

/** A fault as the `xmlrpc` package reports it. */
export interface PackageFault extends Error {
  readonly faultCode?: number;
  readonly faultString?: string;
}

/** What the `xmlrpc` package reads from an answer; rejects with a {@link PackageFault} for a fault. */
export function packageReadsResponse(xml: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodResponse(
      Readable.from([xml], { objectMode: false }),
      (error, value) => {
        if (error) reject(error);
        else resolve(value);
      },
    );
  });
}

export function packageReadsCall(xml: string): Promise<{ method: string; params: unknown[] }> {
  return new Promise((resolve, reject) => {
    const stream = Readable.from([xml], { objectMode: false });
    new Deserializer().deserializeMethodCall(stream, (error, method, params) => {
      if (error) reject(error);
      else resolve({ method, params });
    });
  });
}

export function packageWritesResponse(value: unknown): string {
  return serializer.serializeMethodResponse(value);
}

export function packageWritesFault(code: number, text: string): string {
  return serializer.serializeFault({ faultCode: code, faultString: text });
}
