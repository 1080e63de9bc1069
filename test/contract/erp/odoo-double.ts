import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { packageReadsResponse } from '../../../libs/odoo-client/xmlrpc/package-oracle.fixture';
import {
  API_KEY,
  readWire,
  writeRecorded,
  writeValue,
  type HttpReply,
  type WireCall,
} from './odoo-double-wire';
import { xmlrpcRecording, type RecordedVersion } from './odoo-recordings';

/** What the double does with one call instead of answering it by the recordings. */
export type Reply = 'hang' | 'drop' | HttpReply;

/** A call as it came in: `version`, `authenticate`, or `product.product.search_read`. */
export interface SeenCall {
  readonly name: string;
  readonly params: readonly unknown[];
  /** Resolves when the client is no longer there, answered or not. */
  readonly gone: Promise<void>;
  readonly cancelled: () => boolean;
}

/** A value worked out from the recorded catalogue, or the name of the recording that answers this call. */
type Outcome = { readonly value: unknown } | { readonly recorded: string };

type Row = Record<string, unknown> & { id: number };

/**
 * A small HTTP server that plays the recordings of one Odoo version: log-ins and faults byte for byte, and the recorded
 * catalogue, of which it selects, orders and cuts records as a call asks, over every transport of that version. It reads
 * and writes XML with the `xmlrpc` package, so that mistakes of our own codec show.
 */
export class OdooDouble {
  readonly calls: SeenCall[] = [];
  private readonly replies: Reply[] = [];
  private constant: Reply | undefined;
  private breaksAt: string | undefined;
  private readonly byName = new Map<string, { nth: number; reply: Reply }>();
  private readonly arrivals = new EventEmitter();
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  private constructor(
    readonly version: RecordedVersion,
    private readonly rows: readonly Row[],
  ) {}

  static async start(version: RecordedVersion): Promise<OdooDouble> {
    const catalogue = xmlrpcRecording(version, 'product-search-read-archived-too').response.body;
    const double = new OdooDouble(version, (await packageReadsResponse(catalogue)) as Row[]);
    double.server.listen(0, '127.0.0.1');
    await once(double.server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Name of the database that exists. */
  get db(): string {
    return `odoo${this.version.slice(0, 2)}`;
  }

  /** Replies to the next calls, one each; then the recordings again. */
  nextReplies(...replies: readonly Reply[]): void {
    this.replies.push(...replies);
  }

  /** Replies to every call from now on; undefined for the recordings again. */
  alwaysReply(reply: Reply | undefined): void {
    this.constant = reply;
  }

  /** Drops the first call of this name and every call after it. */
  breakAt(name: string): void {
    this.breaksAt = name;
  }

  reply(recordingName: string): HttpReply {
    return xmlrpcRecording(this.version, recordingName).response;
  }

  /** Replies so to the nth call of this name and all after it. */
  replyFrom(name: string, nth: number, reply: Reply): void {
    this.byName.set(name, { nth, reply });
  }

  /** The first call of this name, now or later. */
  call(name: string): Promise<SeenCall> {
    return this.nthCall(name, 1);
  }

  /** The nth call of this name, now or later. */
  async nthCall(name: string, nth: number): Promise<SeenCall> {
    for (;;) {
      const seen = this.calls.filter((call) => call.name === name)[nth - 1];
      if (seen !== undefined) return seen;
      await once(this.arrivals, 'call');
    }
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const wire = await readWire(request, Buffer.concat(chunks).toString('utf8'), this.version);
    if (wire === undefined) {
      send(response, this.reply('unknown-path'));
      return;
    }
    const { name, params } = wire;
    const gone = once(response, 'close').then(() => undefined);
    const call = { name, params, gone, cancelled: () => response.destroyed && !response.writableFinished };
    this.calls.push(call);
    this.arrivals.emit('call');
    if (name === this.breaksAt) this.constant = 'drop';
    const reply = this.replies.shift() ?? this.constant ?? this.named(name) ?? (await this.rendered(wire));
    if (reply === 'hang') return;
    if (reply === 'drop') response.destroy();
    else send(response, reply);
  }

  private named(name: string): Reply | undefined {
    const planned = this.byName.get(name);
    const count = this.calls.filter((call) => call.name === name).length;
    return planned !== undefined && count >= planned.nth ? planned.reply : undefined;
  }

  private async rendered(wire: WireCall): Promise<HttpReply> {
    const answer = this.recorded(wire);
    return 'recorded' in answer
      ? writeRecorded(wire, this.version, answer.recorded)
      : writeValue(wire, answer.value);
  }

  private recorded({ transport, name, params }: WireCall): Outcome {
    if (name === 'version') return { recorded: 'version' };
    const [db, user, password, , , args, kwargs] = params as [string, unknown, string, ...unknown[]];
    if (db !== this.db) return { recorded: 'fault-unknown-db' };
    if (name === 'authenticate') {
      const right = user === 'admin' && password === 'admin';
      return { recorded: right ? 'authenticate' : 'authenticate-wrong-password' };
    }
    if (password !== (transport === 'json2' ? API_KEY : 'admin')) return { recorded: 'fault-wrong-password' };
    return this.model(name, args as unknown[], (kwargs ?? {}) as Record<string, unknown>);
  }

  private model(name: string, args: readonly unknown[], kwargs: Record<string, unknown>): Outcome {
    const context = (kwargs.context ?? {}) as Record<string, unknown>;
    switch (name) {
      case 'res.users.context_get':
        return { value: { lang: 'en_US', tz: false, uid: 2 } };
      case 'res.users.read':
        return { value: [{ id: 2, company_ids: [1] }] };
      case 'product.product.fields_get':
        return this.fieldsGet(args[0] as string[]);
      case 'product.category.search_count':
        return { value: JSON.stringify(args[0]) === '[["id","=",4]]' ? 1 : 0 };
      case 'product.product.search_count':
        return { value: this.search(args[0], context).length };
      case 'product.product.search_read': {
        const fields = kwargs.fields as string[];
        if (fields.some((field) => !this.knows(field))) return { recorded: 'fault-unknown-field-read' };
        const limit = (kwargs.limit as number | undefined) ?? Infinity;
        const rows = this.search(args[0], context);
        if (kwargs.order === 'write_date desc')
          rows.sort((a, b) => String(b.write_date).localeCompare(String(a.write_date)));
        const found = rows.slice(0, limit);
        return {
          value: found.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]]))),
        };
      }
      case 'product.product.search':
        return { value: this.search(args[0], context).map(({ id }) => id) };
      case 'product.product.write':
        return this.write(args[0] as number[], args[1] as Record<string, unknown>);
      default:
        return { recorded: 'fault-unknown-method' };
    }
  }

  private knows(field: string): boolean {
    return field in (this.rows[0] ?? {});
  }

  private write(ids: readonly number[], values: Record<string, unknown>): Outcome {
    const rows = this.rows.filter((row) => ids.includes(row.id));
    if (rows.length < ids.length) return { recorded: 'fault-write-missing-record' };
    if (Object.keys(values).some((field) => !this.knows(field)))
      return { recorded: 'fault-unknown-field-read' };
    const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
    for (const row of rows) Object.assign(row, values, { write_date: now });
    return { recorded: 'product-write' };
  }

  private fieldsGet(names: readonly string[]): Outcome {
    const types: Record<string, string> = {
      id: 'integer',
      active: 'boolean',
      write_date: 'datetime',
      categ_id: 'many2one',
    };
    const known = names.filter((name) => this.knows(name));
    return {
      value: Object.fromEntries(known.map((name) => [name, { type: types[name] ?? 'char', string: name }])),
    };
  }

  private search(domain: unknown, context: Record<string, unknown>): Row[] {
    // The one "or" of our adapter's queries: the date of the product or of its template, which the rows do not have.
    const terms = (domain as ('|' | [string, string, unknown])[]).filter(
      (term) => term !== '|' && term[0] !== 'product_tmpl_id.write_date',
    ) as [string, string, unknown][];
    return this.rows
      .filter((row) => context.active_test === false || row.active === true)
      .filter((row) => terms.every((term) => matches(row, term)));
  }
}

function matches(row: Row, [field, operator, wanted]: [string, string, unknown]): boolean {
  const held = row[field];
  if (operator === 'child_of') return (held as [number, string])[0] === wanted;
  if (operator === '>=') return (held as string) >= (wanted as string);
  if (operator === '>') return (held as number) > (wanted as number);
  if (operator === 'in') return (wanted as unknown[]).includes(held);
  throw new Error(`the double does not know the operator ${operator}`);
}

function send(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.status, { ...reply.headers }).end(reply.body);
}
