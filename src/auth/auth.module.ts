import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module';
import { MicroshareModule } from '../microshare/microshare.module';
import { AccessGuard } from './access.guard';
import { AuthController } from './auth.controller';
import { Authenticator } from './authenticator';
import { CredentialLogin } from './credential-login';
import { LogOut } from './log-out';
import { RepeatedReads } from './repeated-reads';
import { SessionController } from './session.controller';
import { SessionService } from './session.service';

/** Log-in, sessions, API keys, and the guard that closes every route of the application. */
@Module({
  imports: [AuditModule, MicroshareModule],
  controllers: [AuthController, SessionController],
  providers: [
    SessionService,
    CredentialLogin,
    LogOut,
    Authenticator,
    RepeatedReads,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator, RepeatedReads],
})
export class AuthModule {}
