import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module';
import { SyncModule } from '../sync/sync.module';
import { ErpHints } from './erp-hints';
import { ErpHookProof } from './erp-hook-proof';
import { ErpHooksController } from './erp-hooks.controller';

/** Calls from outside that are a reason to look, and nothing else. */
@Module({
  imports: [DevicesModule, SyncModule],
  controllers: [ErpHooksController],
  providers: [ErpHookProof, ErpHints],
})
export class HooksModule {}
