import { UpstreamProtocolError } from '@libs/upstream';

/** For an answer of another shape than the call gives. */
export function unexpectedAnswer(operation: string, wanted: string): UpstreamProtocolError {
  return new UpstreamProtocolError(`odoo (${operation}) answered with something else than ${wanted}`, {
    system: 'odoo',
    operation,
  });
}
