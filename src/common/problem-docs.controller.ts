import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './public.decorator';
import { PROBLEM_KINDS, ProblemError, type ProblemKind } from './problem';

/** Where the `type` of a problem document leads. */
@ApiExcludeController()
@Public()
@Controller('docs/problems')
export class ProblemDocsController {
  @Get(':kind')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  show(@Param('kind') kind: string): string {
    if (!isKind(kind)) throw new ProblemError('not-found', 'there is no such kind of problem');
    const [status, title] = PROBLEM_KINDS[kind];
    return `${title} (HTTP ${status}). The member "detail" says what happened; /docs shows which calls answer so.\n`;
  }
}

function isKind(text: string): text is ProblemKind {
  return Object.hasOwn(PROBLEM_KINDS, text);
}
