import type { Session } from '../store';

/** Somebody who is signed in, with an access token that has run out. */
export const buildSession = (change: Partial<Session> = {}): Session => ({
  accessToken: 'access-that-ran-out',
  refreshToken: 'refresh-1',
  expiresAt: 0,
  account: {
    accountId: '00000000-0000-4000-8000-00000000000a',
    teamId: '00000000-0000-4000-8000-00000000000b',
    email: 's@example.com',
    name: null,
    senderId: 'sender-id_1',
    hostedDomain: null,
    publicUrl: 'https://o.example',
    teamName: 'Example',
    role: 'member',
    gmailConnected: true,
    scheduleTolerance: 120,
    noticeLanguage: null,
    subjectsKept: true,
    trackedByDefault: true,
  },
  ...change,
});
