import { Module } from '@nestjs/common';
import { GapAnalysisModule } from '../gap-analysis/gap-analysis.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { MailSender } from './mail-sender';
import { ReportMailJob } from './report-mail.job';
import { ReportMailSchedule } from './report-mail.schedule';

/** Mails about gap analyses: on schedule, and when a limit is passed. */
@Module({
  imports: [GapAnalysisModule, MicroshareModule],
  providers: [MailSender, ReportMailJob, ReportMailSchedule],
})
export class MailModule {}
