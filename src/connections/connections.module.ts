import { Module } from '@nestjs/common';
import { ErpModule } from '../erp/erp.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { ConnectionTest } from './connection-test';
import { ConnectionsController } from './connections.controller';

/** The connections to other systems: what is behind them, and whether they work. */
@Module({
  imports: [MicroshareModule, ErpModule],
  controllers: [ConnectionsController],
  providers: [ConnectionTest],
})
export class ConnectionsModule {}
