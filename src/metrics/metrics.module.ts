import { Global, Module } from '@nestjs/common';
import { ResilienceModule } from '../resilience/resilience.module';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { UpstreamMetrics } from './upstream-metrics';

/** {@link Metrics} for everybody, and `GET /metrics`. */
@Global()
@Module({
  imports: [ResilienceModule],
  controllers: [MetricsController],
  providers: [Metrics, UpstreamMetrics],
  exports: [Metrics],
})
export class MetricsModule {}
