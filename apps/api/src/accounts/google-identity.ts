import { Inject, Injectable } from '@nestjs/common';
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { googleScopes } from './google-scopes.js';
import { challengeOf } from './tokens.js';

/** Who signed in, as Google says. */
export interface GoogleProfile {
  /** Never changes and is never used again, unlike the address. */
  subject: string;
  email: string;
  emailVerified: boolean;
  name: string | null;
  /** The Google Workspace or Cloud organization the account belongs to, by its domain; null for any other account. */
  hostedDomain: string | null;
}

export interface GoogleGrant {
  profile: GoogleProfile;
  refreshToken: string | null;
  scopes: string[];
}

export interface GoogleAccessToken {
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Google refused (`refused`: the grant is gone or the code is wrong) or gave no usable answer (`away`). */
export class GoogleIdentityError extends Error {
  constructor(readonly kind: 'refused' | 'away') {
    super(kind === 'refused' ? 'Google refused the grant' : 'Google gave no usable answer');
  }
}

const TIMEOUT_MS = 15_000;

const claims = z.object({
  sub: z.string().min(1),
  email: z.string().min(3),
  email_verified: z.boolean().default(false),
  name: z.string().optional(),
  // https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload: only this claim says that
  // an account is of an organization; an address of its domain may be of anybody.
  hd: z.string().toLowerCase().optional(),
});

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().positive().default(3_600) });

/** Our leg with Google: server-side authorization code with PKCE (RFC 6749, RFC 7636), offline access. */
@Injectable()
export class GoogleIdentity {
  private readonly endpoints: { auth: string; token: string; userInfo: string; revoke: string };

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const base = config.google.baseUrl;
    this.endpoints = base
      ? {
          auth: `${base}/o/oauth2/v2/auth`,
          token: `${base}/oauth2/token`,
          userInfo: `${base}/oauth2/v2/userinfo`,
          revoke: `${base}/oauth2/revoke`,
        }
      : {
          auth: 'https://accounts.google.com/o/oauth2/v2/auth',
          token: 'https://oauth2.googleapis.com/token',
          userInfo: 'https://openidconnect.googleapis.com/v1/userinfo',
          revoke: 'https://oauth2.googleapis.com/revoke',
        };
  }

  /** Where the person agrees. Asking every time is what makes Google give a refresh token every time. */
  consentUrl(state: string, codeVerifier: string): string {
    return this.client().generateAuthUrl({
      access_type: 'offline',
      prompt: 'consent',
      scope: googleScopes.map(({ scope }) => scope),
      state,
      code_challenge: challengeOf(codeVerifier),
      code_challenge_method: CodeChallengeMethod.S256,
    });
  }

  /** Exchanges the code of a consent. @throws GoogleIdentityError */
  async exchange(code: string, codeVerifier: string): Promise<GoogleGrant> {
    try {
      const { tokens } = await this.client().getToken({ code, codeVerifier });
      return {
        profile: await this.profile(tokens.id_token ?? '', tokens.access_token ?? ''),
        refreshToken: tokens.refresh_token ?? null,
        scopes: (tokens.scope ?? '').split(' ').filter(Boolean),
      };
    } catch (error) {
      const { status, response } = error as { status?: number; response?: { status?: number } };
      const answered = status ?? response?.status ?? 0;
      throw new GoogleIdentityError(answered >= 400 && answered < 500 && answered !== 429 ? 'refused' : 'away');
    }
  }

  /** A fresh access token with these scopes alone. @throws GoogleIdentityError */
  async refresh(refreshToken: string, scopes: readonly string[]): Promise<GoogleAccessToken> {
    const { clientId, clientSecret } = this.config.google;
    let answer: Response;
    let body: unknown;
    try {
      answer = await fetch(this.endpoints.token, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          client_id: clientId,
          client_secret: clientSecret,
          scope: scopes.join(' '),
        }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      body = await answer.json();
    } catch {
      throw new GoogleIdentityError('away');
    }
    if ((body as { error?: string }).error === 'invalid_grant') throw new GoogleIdentityError('refused');
    const parsed = tokenAnswer.safeParse(body);
    if (!answer.ok || !parsed.success) throw new GoogleIdentityError('away');
    return {
      accessToken: parsed.data.access_token,
      expiresAt: Date.now() + parsed.data.expires_in * 1_000,
    };
  }

  /**
   * Takes a grant back: from then on no token of it works. One that Google does not know (any more) is as good as taken
   * back (https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke).
   * @throws GoogleIdentityError `away`
   */
  async revoke(refreshToken: string): Promise<void> {
    try {
      await this.client().revokeToken(refreshToken);
    } catch (error) {
      const { status, response } = error as { status?: number; response?: { status?: number } };
      if ((status ?? response?.status) !== 400) throw new GoogleIdentityError('away');
    }
  }

  private client(): OAuth2Client {
    const { clientId, clientSecret } = this.config.google;
    return new OAuth2Client({
      clientId,
      clientSecret,
      redirectUri: `${this.config.publicUrl}/v1/auth/google/callback`,
      endpoints: {
        oauth2AuthBaseUrl: this.endpoints.auth,
        oauth2TokenUrl: this.endpoints.token,
        oauth2RevokeUrl: this.endpoints.revoke,
      },
      transporterOptions: { timeout: TIMEOUT_MS },
    });
  }

  /** The claims of the id token, its signature checked; an emulated Google signs with a key of its own, so is asked. */
  private async profile(idToken: string, accessToken: string): Promise<GoogleProfile> {
    let given: unknown;
    if (this.config.google.baseUrl) {
      const headers = { authorization: `Bearer ${accessToken}` };
      given = await (await fetch(this.endpoints.userInfo, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })).json();
    } else {
      const ticket = await this.client().verifyIdToken({ idToken, audience: this.config.google.clientId });
      given = ticket.getPayload();
    }
    const { sub, email, email_verified, name, hd } = claims.parse(given);
    return {
      subject: sub,
      email,
      emailVerified: email_verified,
      name: name?.trim() || null,
      hostedDomain: hd?.trim() || null,
    };
  }
}
