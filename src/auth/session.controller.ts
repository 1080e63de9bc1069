import { Body, Controller, Delete, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../common/api-problems';
import { Public } from './access.decorators';
import { AuthStatusDto, LogoutAnswerDto, OpenSessionDto } from './auth.dto';
import { CredentialLogin } from './credential-login';
import { LogOut } from './log-out';
import { clearSessionCookie, COOKIE_CALL_HEADER, setSessionCookie } from './session-cookie';

const SET_COOKIE = {
  'Set-Cookie': { description: 'HttpOnly, SameSite=Strict', schema: { type: 'string' as const } },
};

/** Sessions of browsers: the token travels in a cookie that scripts cannot read, never in a body. */
@ApiTags('auth')
@Controller('api/v1/auth/session')
export class SessionController {
  constructor(
    private readonly login: CredentialLogin,
    private readonly logOut: LogOut,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Public()
  @ApiOperation({
    operationId: 'openSession',
    summary: 'Log a browser in with Microshare credentials or an API key',
    description: `The session is in a cookie. Calls with it that change something must carry the header
\`${COOKIE_CALL_HEADER}\`, with any value. At most ten attempts a minute per client.`,
  })
  @ApiOkResponse({ type: AuthStatusDto, headers: SET_COOKIE })
  @ApiProblems(400, 401, 415, 422, 429, 502, 503)
  async open(
    @Body() { username, password, api_key: apiKey }: OpenSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthStatusDto> {
    const { token, session } =
      apiKey === undefined
        ? await this.login.withPassword(username ?? '', password ?? '', reply)
        : await this.login.withKey(apiKey, reply);
    setSessionCookie(reply, token, session.expiresAt);
    return {
      authenticated: true,
      kind: session.keySha256 === undefined ? 'session' : 'api_key',
      name: session.username,
      role: session.role,
      expires_at: new Date(session.expiresAt).toISOString(),
    };
  }

  @Delete()
  @HttpCode(200)
  @ApiOperation({ operationId: 'closeSession', summary: "End this browser's session" })
  @ApiHeader({ name: COOKIE_CALL_HEADER, required: true, schema: { type: 'string', example: 'console' } })
  @ApiOkResponse({ type: LogoutAnswerDto, headers: SET_COOKIE })
  @ApiProblems(400, 401, 403, 429, 503)
  async close(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LogoutAnswerDto> {
    await this.logOut.of(request);
    clearSessionCookie(reply);
    return { success: true };
  }
}
