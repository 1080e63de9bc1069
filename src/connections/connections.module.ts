import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module';
import { ErpModule } from '../erp/erp.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { ConnectionTest } from './connection-test';
import { ConnectionsController } from './connections.controller';
import { KeyRotation } from './key-rotation';
import { KeyRotationJobs } from './key-rotation.jobs';
import { KeysController } from './keys.controller';
import { MappingsController } from './mappings.controller';

/** The connections to other systems: what is behind them, and whether they work. */
@Module({
  imports: [MicroshareModule, ErpModule, DevicesModule],
  controllers: [ConnectionsController, MappingsController, KeysController],
  providers: [ConnectionTest, KeyRotation, KeyRotationJobs],
})
export class ConnectionsModule {}
