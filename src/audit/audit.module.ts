import { Global, Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module';
import { AuditController } from './audit.controller';
import { AuditChain } from './audit-chain';
import { AuditCheckpoints } from './audit-checkpoints';
import { AuditKeeper } from './audit-keeper';
import { AuditRecords } from './audit-records';
import { AuditRetention } from './audit-retention';
import { AuditSigner } from './audit-signer';
import { AuditTrail } from './audit-trail';
import { CheckpointStore } from './checkpoint-store';

/**
 * Who did what, for good. The root module names it after the database's: of global modules the later one shuts down first,
 * and what is still to be recorded needs the database.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  controllers: [AuditController],
  providers: [
    AuditChain,
    AuditCheckpoints,
    AuditKeeper,
    AuditRecords,
    AuditRetention,
    AuditSigner,
    AuditTrail,
    CheckpointStore,
  ],
  exports: [AuditRecords, AuditTrail],
})
export class AuditModule {}
