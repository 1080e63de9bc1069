import { createRequire } from 'node:module';
import { CustomType as PackageCustomType } from 'xmlrpc';

/** The one internal of the `xmlrpc` package that we call; its types cover the public client and server only. */
interface PackageSerializer {
  /** Builds the XML of a call. Knows null, boolean, number, string, Date, Buffer, arrays, objects and {@link CustomType}. */
  serializeMethodCall(method: string, params: readonly unknown[]): string;
}

export const serializer = createRequire(__filename)('xmlrpc/lib/serializer') as PackageSerializer;

/** The package's way to add a type: `tagName` around the escaped `raw` text. */
export const CustomType = PackageCustomType;
