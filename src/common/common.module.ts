import { Global, Module } from '@nestjs/common';
import { ProblemDocsController } from './problem-docs.controller';
import { RepeatedReads } from './repeated-reads';
import { SecretBox } from './secret-box';

/** What every module may use without importing it. */
@Global()
@Module({
  controllers: [ProblemDocsController],
  providers: [RepeatedReads, SecretBox],
  exports: [RepeatedReads, SecretBox],
})
export class CommonModule {}
