import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { GapAnalysisModule } from '../gap-analysis/gap-analysis.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { SyncModule } from '../sync/sync.module';
import { EventLog } from './event-log';
import { EventSources } from './event-sources';
import { EventStreams } from './event-streams';
import { EventsController } from './events.controller';
import { PlanEventsController } from './plan-events.controller';

/** Tells clients what happens as it happens, on whichever replica. */
@Module({
  imports: [AuthModule, MicroshareModule, GapAnalysisModule, SyncModule],
  controllers: [EventsController, PlanEventsController],
  providers: [EventLog, EventSources, EventStreams],
})
export class EventsModule {}
