/** What an XML-RPC answer decodes to. Structs have no prototype, so that a member named `__proto__` is only a name. */
export type XmlRpcValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly XmlRpcValue[]
  | { readonly [member: string]: XmlRpcValue };

export type XmlRpcStruct = Readonly<Record<string, XmlRpcValue>>;

/** True for a struct: an object that is none of the other kinds. */
export function isStruct(value: XmlRpcValue | undefined): value is XmlRpcStruct {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value) &&
    !(value instanceof Date)
  );
}
