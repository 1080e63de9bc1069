import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matchingTag } from '../common/etag';
import { ProblemError } from '../common/problem';
import { Public } from '../common/public.decorator';
import { type ConsoleFile, ConsoleFiles } from './console-files';
import { CONSOLE_PAGES } from './console-pages';

/** Scripts, styles, fonts and calls of this address alone; nothing inline, no frame, no foreign form. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The operator's console. Open to everybody, as it holds nothing: what it shows comes from the API. */
@ApiExcludeController()
@Public()
@Controller()
export class ConsoleController {
  constructor(private readonly files: ConsoleFiles) {}

  @Get([...CONSOLE_PAGES])
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { page } = this.files;
    if (page === undefined) {
      throw new ProblemError('not-found', 'the console has not been built; run npm run build');
    }
    // Asked for anew each time, so that a new version is seen; its assets never change.
    answer(request, reply.header('Content-Security-Policy', POLICY), page, 'no-cache');
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const file = this.files.asset(name);
    if (file === undefined) throw new ProblemError('not-found', `the console has no file ${name}`);
    answer(request, reply, file, 'public, max-age=31536000, immutable');
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile, caching: string): void {
  const same = matchingTag(request.headers['if-none-match'], file.etag);
  void reply.headers({ 'Cache-Control': caching, ETag: same ?? file.etag });
  if (same === undefined) void reply.type(file.type).send(file.bytes);
  else void reply.status(304).send();
}
