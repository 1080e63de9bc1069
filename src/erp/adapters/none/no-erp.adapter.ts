import { UpstreamConfigurationError } from '@libs/upstream';
import type { DeviceFields, InspectionPoint } from '@libs/domain';
import type { ErpWriteResult } from '../../erp-write-back';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';

const NOT_CONFIGURED =
  'No ERP is configured: set ERP_ADAPTER to odoo (with the ODOO_ settings) or memory; it is none';

/** Stands where no ERP is configured. It refuses every question, because "no ERP" is not "an ERP without points". */
export class NoErpAdapter extends BaseErpAdapter {
  override capabilities(): ErpCapabilities {
    return {
      system: 'none',
      lookupByReference: false,
      archivedPoints: false,
      writable: [],
      refusesNewPoints: NOT_CONFIGURED,
    };
  }

  override probe(): Promise<ErpProbe> {
    return Promise.reject(notConfigured('probe'));
  }

  override inspectionPoints(): AsyncIterable<readonly InspectionPoint[]> {
    return refusing('inspection points');
  }

  override changedSince(): AsyncIterable<readonly InspectionPoint[]> {
    return refusing('changes');
  }

  override latestChange(): Promise<string | null> {
    return Promise.reject(notConfigured('changes'));
  }

  override pointIds(): AsyncIterable<readonly string[]> {
    return refusing('ids');
  }

  override findByIds(): Promise<readonly InspectionPoint[]> {
    return Promise.reject(notConfigured('look-up'));
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

  override writeBack(): Promise<readonly ErpWriteResult[]> {
    return Promise.reject(notConfigured('write-back'));
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

function refusing(operation: string): AsyncIterable<never> {
  const refusal = (): Promise<never> => Promise.reject(notConfigured(operation));
  return { [Symbol.asyncIterator]: () => ({ next: refusal }) };
}

function notConfigured(operation: string): UpstreamConfigurationError {
  return new UpstreamConfigurationError(NOT_CONFIGURED, { system: 'erp', operation });
}
