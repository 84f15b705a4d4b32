/** One permission asked of Google at sign-in, and what it is for, in words for the person who grants it. */
export interface GoogleScope {
  scope: string;
  reason: string;
}

const GMAIL = 'https://www.googleapis.com/auth';

/** Read a draft at its hour and send it. */
export const COMPOSE_SCOPE = `${GMAIL}/gmail.compose`;
/** See the headers of sent mail. */
export const METADATA_SCOPE = `${GMAIL}/gmail.metadata`;

/**
 * Every permission Openly asks for; nothing else is asked.
 *
 * `gmail.metadata` instead of `gmail.readonly` keeps the text of every other mail out of reach. But a token that
 * carries it may not read any mail in full, whatever else it carries
 * (https://developers.google.com/workspace/gmail/api/reference/rest/v1/Format). So the two are never in one access
 * token: from the one refresh token two are made, each with the scope its calls need, as RFC 6749 section 6 allows
 * and Google's own libraries do (`scopes` of google.oauth2.credentials: "The refresh token scopes are a superset").
 */
export const googleScopes: readonly GoogleScope[] = [
  { scope: 'openid', reason: 'To know your account again when you sign in.' },
  { scope: 'email', reason: 'To show you which account is signed in.' },
  { scope: 'profile', reason: 'To name you in the notice your readers see.' },
  { scope: COMPOSE_SCOPE, reason: 'To read the drafts you schedule, and to send them at their hour.' },
  {
    scope: METADATA_SCOPE,
    reason:
      'To look in Sent, by a header of our own, whether a mail went out before it is tried again; and whether somebody answered a mail that you track, or that another one waits for.',
  },
];

/** Without these nothing can be scheduled; Google lets a person untick them. */
export const REQUIRED_SCOPES = [COMPOSE_SCOPE, METADATA_SCOPE];
