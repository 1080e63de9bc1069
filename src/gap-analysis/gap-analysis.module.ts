import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ErpModule } from '../erp/erp.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { GapAnalysisController } from './gap-analysis.controller';
import { GapAnalysisSchedule } from './gap-analysis.schedule';
import { GapAnalyser } from './gap-analyser';
import { GapAnalysisService } from './gap-analysis.service';
import { AuditedChanges } from './audited-changes';
import { GapOrigins } from './gap-origins';
import { GapResolvedStore } from './gap-resolved.store';
import { GapThresholds } from './gap-thresholds';
import { GapTrendStore } from './gap-trend.store';
import { GapTrendsController } from './gap-trends.controller';
import { GapReportReader } from './gap-report.reader';
import { GapReportStore } from './gap-report.store';
import { GapRunStore } from './gap-run.store';
import { SideReader } from './side-reader';

/** Compares the ERP with the devices, on schedule and on request, and keeps the reports. */
@Module({
  imports: [ScheduleModule.forRoot(), ErpModule, MicroshareModule],
  controllers: [GapTrendsController, GapAnalysisController],
  providers: [
    AuditedChanges,
    GapOrigins,
    SideReader,
    GapRunStore,
    GapReportStore,
    GapReportReader,
    GapTrendStore,
    GapResolvedStore,
    GapThresholds,
    GapAnalyser,
    GapAnalysisService,
    GapAnalysisSchedule,
  ],
  exports: [GapAnalysisService, GapOrigins, SideReader, GapRunStore, GapReportStore, GapThresholds],
})
export class GapAnalysisModule {}
