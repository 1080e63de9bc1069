import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { ErpModule } from '../erp/erp.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { AuditLog } from './audit-log';
import { CacheController } from './cache.controller';
import { ClustersController } from './clusters.controller';
import { DeviceBatch } from './batch/device-batch';
import { DeviceBatchController } from './batch/device-batch.controller';
import { DeviceBatchDryRun } from './batch/device-batch-dry-run';
import { DeviceCommands } from './device-commands';
import { DeviceFilesController } from './device-files.controller';
import { DeviceFinder } from './device-finder';
import { DeviceImport } from './device-import';
import { DeviceListAnswers } from './device-list-answers';
import { DeviceLists } from './device-lists';
import { DeviceMoves } from './device-moves';
import { DeviceReads } from './device-reads';
import { DevicesController } from './devices.controller';
import { ErpDiscoveryController } from './erp-discovery.controller';
import { Idempotency } from './idempotency';
import { InspectionPoints } from './inspection-points';

/** Devices as consumers know them, and where they meet the ERP's inspection points. */
@Module({
  imports: [AuthModule, MicroshareModule, ErpModule],
  controllers: [
    CacheController,
    DeviceBatchController,
    DeviceFilesController,
    DevicesController,
    ClustersController,
    ErpDiscoveryController,
  ],
  providers: [
    AuditLog,
    DeviceBatch,
    DeviceBatchDryRun,
    DeviceCommands,
    DeviceFinder,
    DeviceImport,
    DeviceListAnswers,
    DeviceLists,
    DeviceMoves,
    DeviceReads,
    Idempotency,
    InspectionPoints,
  ],
  exports: [DeviceCommands, DeviceMoves, InspectionPoints],
})
export class DevicesModule {}
