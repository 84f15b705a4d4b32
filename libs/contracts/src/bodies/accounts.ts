import type { z } from 'zod';
import { apiKey, createApiKey, createdApiKey } from '../api-keys.js';
import { changeMe, deleteMe, erasureReceipt, logoutRequest, me, tokenRequest, tokenResponse } from '../auth.js';
import { pageOf } from '../common.js';
import { body, ids } from './body.js';

const anApiKey = {
  id: ids.apiKey,
  name: 'monthly figures',
  prefix: 'openly_3Kd9',
  scopes: ['reports:read'],
  createdBy: ids.account,
  createdAt: '2026-11-22T08:00:00.000Z',
  expiresAt: '2027-11-22T08:00:00.000Z',
  lastUsedAt: null,
} satisfies z.input<typeof apiKey>;

export const accountBodies = {
  TokenRequest: body(tokenRequest, {
    code: 'Zk3bq0x9pT7mW1sLr8uVQA',
    codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  }),
  TokenResponse: body(tokenResponse, {
    accessToken: 'qY7c0m3T5vXbR2nLw9sKd8eHfJ4gA1zP6uQiOoWtEyM',
    refreshToken: 'Vt2nBq8yLs0xHj4kRw6pZc1mDf3gTa5eUi7oXvNbQwE',
    expiresIn: 900,
  }),
  LogoutRequest: body(logoutRequest, { refreshToken: 'Vt2nBq8yLs0xHj4kRw6pZc1mDf3gTa5eUi7oXvNbQwE' }),
  Me: body(me, {
    accountId: ids.account,
    teamId: ids.team,
    teamName: 'Example',
    role: 'owner',
    email: 'sam@example.com',
    name: 'Sam Sender',
    hostedDomain: 'example.com',
    senderId: '0198f2a00000',
    publicUrl: 'https://openly.example.com',
    gmailConnected: true,
    scheduleTolerance: 60,
    noticeLanguage: null,
    subjectsKept: true,
    trackedByDefault: true,
  }),
  ChangeMe: body(changeMe, { scheduleTolerance: 30, noticeLanguage: 'nl' }),
  DeleteMe: body(deleteMe, { confirm: 'sam@example.com' }),
  ErasureReceipt: body(erasureReceipt, {
    erasedAt: '2026-11-22T08:00:00.000Z',
    teamId: ids.team,
    removed: { messages: 12, opens: 31 },
    teamRemoved: false,
    googleGrant: 'revoked',
    googleRetryUntil: null,
    draftsLeft: 1,
    teamHead: { seq: 4, hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
    instanceHead: { seq: 7, hash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752' },
  }),
  CreateApiKey: body(createApiKey, { name: 'monthly figures', scopes: ['reports:read'] }),
  CreatedApiKey: body(createdApiKey, {
    ...anApiKey,
    key: 'openly_3Kd9Xv2bQm7Rt5Ys8Wz1Lp4Nf6Hg0Jc9Ek3Da7Ub5To2Mi8Vq1',
  }),
  ApiKeyPage: body(pageOf(apiKey), {
    items: [{ ...anApiKey, lastUsedAt: '2026-11-22T09:41:00.000Z' }],
    nextCursor: null,
  }),
};
