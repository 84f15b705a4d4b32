import type { z } from 'zod';
import { auditEntry } from '../audit.js';
import { pageOf } from '../common.js';
import {
  acceptInvitation,
  changeMember,
  createdInvitation,
  createInvitation,
  invitation,
  member,
  passOwnership,
  renameTeam,
  setDomain,
  teamDomain,
  waitingMail,
} from '../members.js';
import { changePolicy, DEFAULT_POLICY, type policy, policyChange, team } from '../teams.js';
import { body, ids } from './body.js';

const aPolicy = {
  ...DEFAULT_POLICY,
  version: 2,
  detail: 'country',
  sendWindow: { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' },
  untrackedDomains: ['example.com'],
} satisfies z.input<typeof policy>;

const aMember = {
  id: ids.colleague,
  email: 'cleo@example.com',
  name: 'Cleo Colleague',
  role: 'member',
  joinedAt: '2026-11-20T08:00:00.000Z',
  gmailConnected: true,
} satisfies z.input<typeof member>;

const anInvitation = {
  id: ids.invitation,
  role: 'member',
  email: 'dora@example.com',
  createdBy: ids.account,
  createdAt: '2026-11-22T08:00:00.000Z',
  expiresAt: '2026-11-29T08:00:00.000Z',
} satisfies z.input<typeof invitation>;

/** The last part of an invitation's link. */
const invitationToken = 'k2Vb8xQm4Rt7Ys1Wz5Lp9Nf3Hg6Jc0Ek_Da-Ub2To8M';

const aDomain = {
  domain: 'example.com',
  role: 'member',
  createdAt: '2026-11-22T08:00:00.000Z',
} satisfies z.input<typeof teamDomain>;

export const teamBodies = {
  Team: body(team, { id: ids.team, name: 'Example', policy: aPolicy, consentFloor: 'notice' }),
  RenameTeam: body(renameTeam, { name: 'Example' }),
  ChangePolicy: body(changePolicy, { detail: 'country', recordsKeptDays: 60 }),
  PolicyChangePage: body(pageOf(policyChange), {
    items: [{ version: 2, at: '2026-11-22T08:00:00.000Z', accountId: ids.account, policy: aPolicy }],
    nextCursor: null,
  }),
  Member: body(member, aMember),
  MemberPage: body(pageOf(member), { items: [aMember], nextCursor: null }),
  ChangeMember: body(changeMember, { role: 'admin' }),
  WaitingMail: body(waitingMail, { mails: 3, series: 1, asking: 1, beingSent: 0 }),
  PassOwnership: body(passOwnership, { memberId: ids.colleague }),
  CreateInvitation: body(createInvitation, { role: 'member', email: 'dora@example.com' }),
  CreatedInvitation: body(createdInvitation, {
    ...anInvitation,
    url: `https://openly.example.com/join/${invitationToken}`,
    mailed: true,
  }),
  InvitationPage: body(pageOf(invitation), { items: [anInvitation], nextCursor: null }),
  AcceptInvitation: body(acceptInvitation, { token: invitationToken }),
  SetDomain: body(setDomain, { role: 'member' }),
  TeamDomain: body(teamDomain, aDomain),
  DomainPage: body(pageOf(teamDomain), { items: [aDomain], nextCursor: null }),
  AuditPage: body(pageOf(auditEntry), {
    items: [
      {
        id: ids.auditEntry,
        at: '2026-11-22T08:00:00.000Z',
        accountId: ids.account,
        action: 'policy.changed',
        targetId: null,
        detail: { version: { from: 1, to: 2 }, detail: { from: 'city', to: 'country' } },
      },
    ],
    nextCursor: null,
  }),
};
