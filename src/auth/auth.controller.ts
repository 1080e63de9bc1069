import { Body, Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../common/api-problems';
import { CurrentPrincipal, Public } from './access.decorators';
import {
  AuthStatusDto,
  type CallerDto,
  LoginAnswerDto,
  LoginDto,
  LogoutAnswerDto,
  TokenValidityDto,
} from './auth.dto';
import { Authenticator } from './authenticator';
import { CredentialLogin } from './credential-login';
import { LogOut } from './log-out';
import type { Principal } from './principal';

@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly credentials: CredentialLogin,
    private readonly logOut: LogOut,
    private readonly authenticator: Authenticator,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Public()
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in with Microshare credentials',
    description: 'At most ten attempts a minute per client.',
  })
  @ApiOkResponse({ type: LoginAnswerDto })
  @ApiProblems(400, 401, 415, 422, 429, 502, 503)
  async login(
    @Body() { username, password }: LoginDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginAnswerDto> {
    const { token, session } = await this.credentials.withPassword(username, password, reply);
    return {
      success: true,
      session_token: token,
      token_type: 'Bearer',
      expires_at: new Date(session.expiresAt).toISOString(),
      user_info: { username, role: session.role, account: session.account.account },
    };
  }

  @Post('logout')
  @HttpCode(200)
  @ApiOperation({ operationId: 'logout', summary: 'End this session' })
  @ApiOkResponse({ type: LogoutAnswerDto })
  @ApiProblems(400, 401, 429, 503)
  async logout(@Req() request: FastifyRequest): Promise<LogoutAnswerDto> {
    await this.logOut.of(request);
    return { success: true };
  }

  @Get('status')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getAuthStatus', summary: 'Who is calling' })
  @ApiOkResponse({ type: AuthStatusDto })
  @ApiProblems(401, 429, 503)
  async status(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
  ): Promise<AuthStatusDto> {
    return { authenticated: true, ...(await this.caller(principal, request)) };
  }

  @Get('validate-token')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'validateToken',
    summary: 'Whether the token or API key is valid; 401 when it is not',
  })
  @ApiOkResponse({ type: TokenValidityDto })
  @ApiProblems(401, 429, 503)
  async validate(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
  ): Promise<TokenValidityDto> {
    return { valid: true, ...(await this.caller(principal, request)) };
  }

  private async caller(
    principal: Principal,
    request: FastifyRequest,
  ): Promise<Pick<CallerDto, keyof CallerDto>> {
    const authentication = await this.authenticator.of(request.raw);
    const session = authentication.state === 'accepted' ? authentication.session : undefined;
    return {
      kind: principal.kind,
      name: principal.name,
      role: principal.role,
      ...(session !== undefined && { expires_at: session.expiresAt.toISOString() }),
    };
  }
}
