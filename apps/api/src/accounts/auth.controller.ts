import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Post, Query, Redirect } from '@nestjs/common';
import {
  authStartQuery,
  type ChangeMe,
  changeMe,
  type DeleteMe,
  deleteMe,
  type ErasureReceipt,
  type LogoutRequest,
  logoutRequest,
  type Me,
  type TokenRequest,
  type TokenResponse,
  tokenRequest,
} from '@openly/contracts';
import { z } from 'zod';
import { Public } from '../http/auth.guard.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { AccountsService } from './accounts.service.js';
import { SessionsService } from './sessions.service.js';
import { type GoogleReturn, SignInService, type StartRequest } from './sign-in.service.js';

/** Google adds parameters of its own (scope, authuser, hd …), which are of no use here. */
const googleReturn = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(1000).optional(),
  error: z.string().max(200).optional(),
});

@Controller('v1')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly accounts: AccountsService,
  ) {}

  @Public()
  @Get('auth/google/start')
  @Describe({ summary: 'Begin a sign-in with Google', answers: { 302: null }, problems: ['origin_not_allowed'] })
  @Header('cache-control', 'no-store')
  @Redirect()
  async start(@Query({ schema: authStartQuery }) query: StartRequest): Promise<{ url: string }> {
    return { url: await this.signIn.start(query) };
  }

  @Public()
  @Get('auth/google/callback')
  @Describe({ summary: 'Where Google sends the browser back to', answers: { 302: null }, problems: ['invalid_code'] })
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Redirect()
  async callback(@Query({ schema: googleReturn }) query: GoogleReturn): Promise<{ url: string }> {
    return { url: await this.signIn.finish(query) };
  }

  @Public()
  @Post('auth/token')
  @Describe({
    summary: 'Get an access token',
    description: 'With the code of a sign-in, or with the refresh token of the one before.',
    answer: 'TokenResponse',
    problems: [
      'invalid_code',
      'invalid_refresh_token',
      'google_unavailable',
      'google_scope_missing',
      'sign_in_cancelled',
    ],
  })
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  token(@Body({ schema: tokenRequest }) body: TokenRequest): Promise<TokenResponse> {
    return 'code' in body ? this.signIn.redeem(body.code, body.codeVerifier) : this.sessions.refresh(body.refreshToken);
  }

  /** Asks for no access token: those live 15 minutes, and a device must be able to sign out at any time. */
  @Public()
  @Post('auth/logout')
  @Describe({ summary: 'Sign this device out' })
  @HttpCode(204)
  logout(@Body({ schema: logoutRequest }) body: LogoutRequest): Promise<void> {
    return this.sessions.end(body.refreshToken);
  }

  @Get('me')
  @Describe({ summary: 'Who is signed in', answer: 'Me' })
  @Needs({ role: 'reporter' })
  me(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.accounts.me(caller);
  }

  @Patch('me')
  @Describe({ summary: 'Change your settings', answer: 'Me' })
  @Needs({})
  changeMe(@CurrentCaller() caller: Caller, @Body({ schema: changeMe }) body: ChangeMe): Promise<Me> {
    return this.accounts.changeMe(caller, body);
  }

  @Delete('me')
  @Describe({
    summary: 'Delete your account',
    description: 'And everything of it; the receipt is given once.',
    answer: 'ErasureReceipt',
    problems: ['not_confirmed', 'account_busy', 'last_owner'],
  })
  @Needs({ role: 'reporter' })
  @Header('cache-control', 'no-store')
  deleteMe(
    @CurrentCaller() caller: Caller,
    @Body({ schema: deleteMe }) { confirm }: DeleteMe,
  ): Promise<ErasureReceipt> {
    return this.accounts.leave(caller, confirm);
  }
}
