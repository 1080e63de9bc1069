import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ErpModule } from '../erp/erp.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { DependenciesHealth } from './dependencies.health';
import { HealthController } from './health.controller';
import { StatusController } from './status.controller';

/** Liveness, readiness and the operator's overview. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), MicroshareModule, ErpModule],
  controllers: [HealthController, StatusController],
  providers: [DependenciesHealth],
})
export class HealthModule {}
