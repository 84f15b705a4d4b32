import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../http/auth.guard.js';
import { AccountsService } from './accounts.service.js';
import { AuthController } from './auth.controller.js';
import { ErasureService } from './erasure.service.js';
import { GmailAccess } from './gmail-access.js';
import { GoogleIdentity } from './google-identity.js';
import { Grants } from './grants.js';
import { MoveService } from './move.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Accounts: sign-in with Google, the devices signed in, and access to Gmail. */
@Global()
@Module({
  controllers: [AuthController],
  providers: [
    GoogleIdentity,
    SessionsService,
    SignInService,
    GmailAccess,
    Grants,
    ErasureService,
    MoveService,
    AccountsService,
    { provide: Authenticator, useExisting: AccountsService },
  ],
  exports: [AccountsService, Authenticator, ErasureService, MoveService],
})
export class AccountsModule {}
