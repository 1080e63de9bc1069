import { OdooException } from '../orm/odoo-exception';
import { isList, isStruct, type Value } from '../orm/values';
import type { OdooCall } from '../call-log';
import type { Answer } from './answer';

export type CallDescription = Omit<OdooCall, 'time'>;

/** A request that has been read but not carried out. */
export interface Exchange {
  readonly call: CallDescription;
  /** Does the work. Errors of the simulated Odoo are answers, too. */
  run(): Answer;
}

/** A request nobody could read: all that is left to do is to say so. */
export function unreadable(transport: OdooCall['transport'], service: string, answer: Answer): Exchange {
  return { call: { transport, service, model: '', method: '', args: [] }, run: () => answer };
}

/** A call of a service with its positional arguments, of which database, user and password are left out. */
export function describeCall(
  transport: OdooCall['transport'],
  service: string,
  method: string,
  params: readonly Value[],
): CallDescription {
  const [, , , model, modelMethod, positional, named] = params;
  if (service !== 'object') return { transport, service, model: '', method, args: [] };
  return {
    transport,
    service,
    model: typeof model === 'string' ? model : '',
    method: typeof modelMethod === 'string' ? modelMethod : method,
    args: [...(isList(positional) ? positional : []), ...(isStruct(named) ? [named] : [])],
  };
}

/** Runs work that may fail as Odoo fails; every other error is a bug of the simulator and passes through. */
export function answering(work: () => Answer, failed: (error: OdooException) => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof OdooException) return failed(error);
    throw error;
  }
}
