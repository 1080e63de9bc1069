import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module';
import { CacheModule } from './cache/cache.module';
import { DevicesModule } from './devices/devices.module';
import { ErpModule } from './erp/erp.module';
import { GapAnalysisModule } from './gap-analysis/gap-analysis.module';
import { HealthModule } from './health/health.module';
import { MicroshareModule } from './microshare/microshare.module';
import { ResilienceModule } from './resilience/resilience.module';

@Module({
  imports: [
    CacheModule,
    ResilienceModule,
    MicroshareModule,
    ErpModule,
    AuthModule,
    DevicesModule,
    GapAnalysisModule,
    HealthModule,
  ],
})
export class AppModule {}
