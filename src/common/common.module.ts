import { Global, Module } from '@nestjs/common';
import { ProblemDocsController } from './problem-docs.controller';
import { SecretBox } from './secret-box';

/** What every module may use without importing it. */
@Global()
@Module({
  controllers: [ProblemDocsController],
  providers: [SecretBox],
  exports: [SecretBox],
})
export class CommonModule {}
