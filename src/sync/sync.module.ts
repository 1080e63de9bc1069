import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module';
import { ErpModule } from '../erp/erp.module';
import { GapAnalysisModule } from '../gap-analysis/gap-analysis.module';
import { HistoryModule } from '../history/history.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { AutomaticSync } from './automatic-sync';
import { DeviceActions } from './device-actions';
import { PlanChanges } from './plan-changes';
import { PlanCourse } from './plan-course.store';
import { PlanKeeper } from './plan-keeper';
import { PlanMaker } from './plan-maker';
import { PlanReader } from './plan.reader';
import { PlanRunner } from './plan-runner';
import { PlanService } from './plan.service';
import { PlanSteps } from './plan-step';
import { PlanStore } from './plan.store';
import { Planner } from './planner';
import { PlansController } from './plans.controller';
import { Provisioning } from './provisioning';
import { ProvisioningJudge } from './provisioning-judge';
import { ProvisioningController } from './provisioning.controller';
import { PointActions } from './point-actions';
import { PointAudit } from './point-audit';
import { RestoreController } from './restore.controller';
import { RestorePlanner } from './restore-planner';
import { SyncPolicyController } from './sync-policy.controller';
import { SyncPolicies } from './sync-policy.store';
import { SyncTriggers } from './sync-triggers';
import { SyncController } from './sync.controller';
import { SyncSchedule } from './sync.schedule';
import { UndoPlanner } from './undo-planner';

/** Keeps both sides in step: plans of what differs, kept, applied in the background, and undone. */
@Module({
  imports: [DevicesModule, ErpModule, GapAnalysisModule, HistoryModule, MicroshareModule],
  controllers: [
    PlansController,
    ProvisioningController,
    RestoreController,
    SyncController,
    SyncPolicyController,
  ],
  providers: [
    AutomaticSync,
    DeviceActions,
    PlanChanges,
    PlanCourse,
    Planner,
    PlanKeeper,
    PlanMaker,
    PlanReader,
    PlanRunner,
    PlanService,
    PlanSteps,
    PlanStore,
    PointActions,
    PointAudit,
    Provisioning,
    ProvisioningJudge,
    RestorePlanner,
    SyncPolicies,
    SyncSchedule,
    SyncTriggers,
    UndoPlanner,
  ],
  exports: [PlanRunner, PlanService, SyncTriggers],
})
export class SyncModule {}
