import { Module } from '@nestjs/common';
import { MicroshareModule } from '../microshare/microshare.module';
import { ClusterHistory } from './cluster-history';
import { ClusterPast } from './cluster-past';
import { ClusterVersions } from './cluster-versions';
import { HistoryController } from './history.controller';

/** What clusters were like before each write. */
@Module({
  imports: [MicroshareModule],
  controllers: [HistoryController],
  providers: [ClusterHistory, ClusterPast, ClusterVersions],
  exports: [ClusterPast],
})
export class HistoryModule {}
