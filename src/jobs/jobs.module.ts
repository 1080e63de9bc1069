import { Global, Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { BullmqJobQueue } from './bullmq-job-queue';
import { DeadJobsController } from './dead-jobs.controller';
import { JobQueue } from './job-queue';

/** Work in the background that survives a crash. Features `add` jobs, and say with `handle` who does them. */
@Global()
@Module({
  controllers: [DeadJobsController],
  providers: [
    {
      provide: JobQueue,
      inject: [Database, Configuration],
      useFactory: (database: Database, { jobs }: Configuration): JobQueue =>
        new BullmqJobQueue(database, jobs),
    },
  ],
  exports: [JobQueue],
})
export class JobsModule {}
