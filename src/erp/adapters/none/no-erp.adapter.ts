import { UpstreamConfigurationError } from '@libs/upstream';
import type { DeviceFields, InspectionPoint } from '@libs/domain';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';

/** Stands where no ERP is configured. It refuses every question, because "no ERP" is not "an ERP without points". */
export class NoErpAdapter extends BaseErpAdapter {
  override capabilities(): ErpCapabilities {
    return { system: 'none', lookupByReference: false, archivedPoints: false };
  }

  override probe(): Promise<ErpProbe> {
    return Promise.reject(notConfigured('probe'));
  }

  override inspectionPoints(): AsyncIterable<readonly InspectionPoint[]> {
    const refusal = (): Promise<never> => Promise.reject(notConfigured('inspection points'));
    return { [Symbol.asyncIterator]: () => ({ next: refusal }) };
  }

  override findByReferences(): Promise<readonly InspectionPoint[]> {
    return Promise.reject(notConfigured('look-up'));
  }

  override mapToMicroshare(): DeviceFields {
    throw notConfigured('mapping');
  }

  override mapFromMicroshare(): ErpFieldValues {
    throw notConfigured('mapping');
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

function notConfigured(operation: string): UpstreamConfigurationError {
  return new UpstreamConfigurationError(
    'No ERP is configured: set ERP_ADAPTER to odoo (with the ODOO_ settings) or memory; it is none',
    { system: 'erp', operation },
  );
}
