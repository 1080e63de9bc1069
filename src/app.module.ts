import { Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { CacheModule } from './cache/cache.module';
import { ConnectionsModule } from './connections/connections.module';
import { ConsoleModule } from './console/console.module';
import { DatabaseModule } from './database/database.module';
import { DevicesModule } from './devices/devices.module';
import { EventsModule } from './events/events.module';
import { ErpModule } from './erp/erp.module';
import { GapAnalysisModule } from './gap-analysis/gap-analysis.module';
import { HealthModule } from './health/health.module';
import { HooksModule } from './hooks/hooks.module';
import { HistoryModule } from './history/history.module';
import { JobsModule } from './jobs/jobs.module';
import { MailModule } from './mail/mail.module';
import { MicroshareModule } from './microshare/microshare.module';
import { ResilienceModule } from './resilience/resilience.module';
import { SyncModule } from './sync/sync.module';
import { WebhooksModule } from './webhooks/webhooks.module';

@Module({
  imports: [
    CacheModule,
    DatabaseModule,
    AuditModule,
    ResilienceModule,
    MicroshareModule,
    ErpModule,
    AuthModule,
    JobsModule,
    DevicesModule,
    HistoryModule,
    GapAnalysisModule,
    SyncModule,
    EventsModule,
    HooksModule,
    WebhooksModule,
    MailModule,
    HealthModule,
    ConnectionsModule,
    ConsoleModule,
  ],
})
export class AppModule {}
