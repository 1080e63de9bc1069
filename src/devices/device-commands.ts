import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ClusterSummary, type Device, type DeviceFields, deviceVersion } from '@libs/domain';
import type { AuditCause } from '../audit/audit-act';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { Metrics } from '../metrics/metrics';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';
import type { DeviceState } from '../microshare/cluster-state';
import { duplicateReference } from '../microshare/writes/apply-change';
import { ClusterWriter } from '../microshare/writes/cluster-writer';
import type { ChangeResult, DeviceChange } from '../microshare/writes/device-change';
import { AuditLog } from './audit-log';
import { chooseCluster } from './cluster-chooser';
import { DeviceFinder, type LocatedDevice } from './device-finder';

export interface NewDevice {
  readonly fields: DeviceFields;
  readonly deviceType: 'rodent_sensor' | 'gateway';
  readonly guid?: string | undefined;
  readonly clusterId?: string | undefined;
  readonly allowDuplicate: boolean;
  /** The guid was derived from the request: where a device has it, this request has made it before. */
  readonly repeatable?: boolean;
  readonly givenUp?: GivenUp;
  /** The device as upstream held it once: it is made again with the fields that nobody here knows. */
  readonly like?: DeviceState | undefined;
  /** What of a plan asks for it. */
  readonly cause?: AuditCause | undefined;
}

/**
 * Guids of devices whose reference earlier changes of the same request give up, which no index shows yet. Within one
 * cluster, whose writer keeps the order, their reference is free to be asked for.
 */
export type GivenUp = ReadonlySet<string>;

export interface DeviceUpdate {
  readonly fields: Partial<DeviceFields>;
  readonly allowDuplicate: boolean;
  /** Versions that the caller accepts (`If-Match`); undefined = any. */
  readonly versions?: readonly string[] | undefined;
  readonly givenUp?: GivenUp;
  /** The exchange of references that it is part of: see {@link DeviceChange}. */
  readonly exchange?: string | undefined;
  /** What of a plan asks for it. */
  readonly cause?: AuditCause | undefined;
}

/** A change to a device that is known, ready for the writer of its cluster. */
export interface PlannedChange extends LocatedDevice {
  readonly change: DeviceChange & { readonly kind: 'update' | 'delete' };
}

/**
 * Creates, changes and deletes devices: decides where, refuses what cannot be right, hands the change to the cluster's
 * writer, and writes down what became of it. One upstream read and one write each.
 */
@Injectable()
export class DeviceCommands {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly finder: DeviceFinder,
    private readonly writer: ClusterWriter,
    private readonly audit: AuditLog,
    private readonly metrics: Metrics,
  ) {}

  /** @throws ProblemError `conflict` for a reference or guid in use, `unprocessable` when no cluster can be chosen */
  async create(principal: Principal, input: NewDevice): Promise<Device> {
    const cluster = this.checkNew(principal, input);
    const guid = input.guid ?? `erp-device-${randomUUID()}`;
    const { fields, allowDuplicate, repeatable = false, like, cause } = input;
    const change: DeviceChange = { kind: 'create', guid, fields, allowDuplicate, repeatable, like };
    const result = await this.submit(principal, cluster, change, cause);
    return present(result.after, guid);
  }

  /**
   * Everything that can be said about a new device without asking upstream.
   * @returns the cluster it would be created in
   */
  checkNew(principal: Principal, input: NewDevice): ClusterSummary {
    const { guid, repeatable } = input;
    const { index } = this.catalogue.view(principal.account, 'mapping');
    const [taken] = guid === undefined ? [] : index.byGuid(guid);
    const made =
      repeatable === true && taken !== undefined ? index.cluster(taken.clusterId)?.summary : undefined;
    if (made !== undefined) return made;
    if (taken !== undefined) {
      throw new ProblemError('conflict', `a device with the guid ${taken.guid} exists already`, {
        extensions: {
          existing: { guid: taken.guid, href: `/api/v1/devices/${encodeURIComponent(taken.guid)}` },
        },
      });
    }
    const others = input.allowDuplicate ? [] : index.byReference(input.fields.erpReference);
    refuseDuplicate(others.filter((other) => !isGivenUp(other, input)));
    const cluster = this.placeFor(index, input);
    refuseDuplicate(others.filter((other) => other.clusterId !== cluster.id));
    return cluster;
  }

  private placeFor(index: DeviceIndex, { fields, deviceType, clusterId }: NewDevice): ClusterSummary {
    if (clusterId !== undefined) {
      const cluster = index.cluster(clusterId)?.summary;
      if (cluster === undefined) throw wrongCluster(clusterId, 'is not a cluster that this account can see');
      if (cluster.deviceType !== deviceType) {
        throw wrongCluster(clusterId, `holds devices of the type ${cluster.deviceType}, not ${deviceType}`);
      }
      return cluster;
    }
    const choice = chooseCluster(index, { deviceType, customer: fields.customer, site: fields.site });
    if ('cluster' in choice) return choice.cluster;
    throw new ProblemError('unprocessable', `${choice.reason}; name one as cluster_id`, {
      errors: [{ field: 'cluster_id', message: 'must be given: no single cluster fits' }],
      extensions: {
        candidates: choice.candidates.map(({ id, name, tags, deviceCount }) => ({
          cluster_id: id,
          name,
          tags,
          device_count: deviceCount,
        })),
      },
    });
  }

  async update(
    principal: Principal,
    guid: string,
    input: DeviceUpdate,
  ): Promise<ChangeResult & { after: Device }> {
    const { cluster, change } = this.checkUpdate(principal, guid, input);
    const result = await this.submit(principal, cluster, change, input.cause);
    return { ...result, after: present(result.after, guid) };
  }

  /** Everything that can be said about an update without asking upstream. */
  checkUpdate(principal: Principal, guid: string, input: DeviceUpdate): PlannedChange {
    const { device, cluster } = this.finder.forWriting(principal, guid);
    const { fields, allowDuplicate, versions, exchange } = input;
    refuseNothing(fields);
    refuseGatewayFields(device, fields);
    const { erpReference } = fields;
    if (erpReference !== undefined && erpReference !== device.erpReference && !allowDuplicate) {
      const { index } = this.catalogue.view(principal.account, 'mapping');
      const others = index.byReference(erpReference).filter((other) => other.guid !== guid);
      refuseDuplicate(others.filter((o) => o.clusterId !== cluster.id || !isGivenUp(o, input)));
    }
    const expectedVersion = expected(device, versions);
    const change = { kind: 'update', guid, fields, allowDuplicate, expectedVersion, exchange } as const;
    return { device, cluster, change };
  }

  async delete(
    principal: Principal,
    guid: string,
    versions?: readonly string[],
    cause?: AuditCause,
  ): Promise<Device> {
    const { cluster, change } = this.checkDelete(principal, guid, versions);
    const { before } = await this.submit(principal, cluster, change, cause);
    return present(before, guid);
  }

  /** Everything that can be said about a deletion without asking upstream. */
  checkDelete(principal: Principal, guid: string, versions?: readonly string[]): PlannedChange {
    const { device, cluster } = this.finder.forWriting(principal, guid);
    return {
      device,
      cluster,
      change: { kind: 'delete', guid, expectedVersion: expected(device, versions) },
    };
  }

  private async submit(
    principal: Principal,
    cluster: ClusterSummary,
    change: DeviceChange,
    cause: AuditCause | undefined,
  ): Promise<ChangeResult> {
    const erpReference = change.kind === 'delete' ? undefined : change.fields.erpReference;
    const entry = { action: change.kind, guid: change.guid, clusterId: cluster.id, erpReference, cause };
    try {
      const result = await this.writer.submit(principal.account, cluster, change);
      this.metrics.crudOperations.inc({ operation: change.kind, status: 'success' });
      this.audit.record(principal, { ...entry, before: result.before, after: result.after, result: 'done' });
      return result;
    } catch (error) {
      const status = error instanceof ProblemError ? error.kind : 'upstream-error';
      this.metrics.crudOperations.inc({ operation: change.kind, status });
      this.audit.record(principal, { ...entry, before: null, after: null, result: error });
      throw error;
    }
  }
}

/** The version to insist on: the one of ours that the caller accepts, else his, which the writer will refuse. */
function expected(device: Device, versions: readonly string[] | undefined): string | undefined {
  if (versions === undefined) return undefined;
  const current = deviceVersion(device);
  return versions.includes(current) ? current : (versions[0] ?? 'none');
}

function isGivenUp({ guid }: Device, { givenUp }: { readonly givenUp?: GivenUp }): boolean {
  return givenUp?.has(guid) === true;
}

function refuseDuplicate([other]: readonly Device[]): void {
  if (other !== undefined) throw duplicateReference(other);
}

function present(device: Device | null, guid: string): Device {
  if (device === null) throw new Error(`the change to ${guid} came back without the device`);
  return device;
}

const CHANGEABLE = 'customer, site, area, erp_reference, placement, configuration, status, id';

function refuseNothing(fields: Partial<DeviceFields>): void {
  if (Object.keys(fields).length > 0) return;
  throw new ProblemError('unprocessable', 'no field to change is named', {
    errors: [{ field: '', message: `must name at least one of ${CHANGEABLE}` }],
  });
}

function refuseGatewayFields(device: Device, fields: Partial<DeviceFields>): void {
  if (device.deviceType !== 'gateway') return;
  const wrong = (['placement', 'configuration'] as const).filter((field) => fields[field] !== undefined);
  if (wrong.length === 0) return;
  throw new ProblemError('unprocessable', `a gateway has no ${wrong.join(' and no ')}`, {
    errors: wrong.map((field) => ({
      field,
      message: 'gateways have four location layers',
      value: fields[field],
    })),
  });
}

function wrongCluster(clusterId: string, message: string): ProblemError {
  return new ProblemError('unprocessable', `cluster_id ${clusterId} ${message}`, {
    errors: [{ field: 'cluster_id', message, value: clusterId }],
  });
}
