import { ownTeamsClient, type Person } from '../../apps/sandbox/src/index.js';
import { buildWorld, type User, type World } from './world.js';

/** Of a company whose mail is with Google Workspace, and one of nowhere. */
const people = [
  { email: 'olga@acme.example', name: 'Olga Owner', hostedDomain: 'acme.example' },
  { email: 'adam@acme.example', name: 'Adam Acme', hostedDomain: 'acme.example' },
  { email: 'amy@acme.example', name: 'Amy Acme', hostedDomain: 'acme.example' },
  { email: 'art@acme.example', name: 'Art Acme', hostedDomain: 'acme.example' },
  // Has an address of that domain, and no account of its Workspace.
  { email: 'outsider@acme.example', name: 'Otto Outsider' },
  { email: 'bea@other.example', name: 'Bea Other', hostedDomain: 'other.example' },
  { email: 'frida@free.example', name: 'Frida Free' },
  { email: 'fred@free.example', name: 'Fred Free' },
] as const satisfies Person[];

export type Who = (typeof people)[number]['email'];

/** The product as with the real Google: whoever signs in for the first time gets a team of their own. */
export const buildWorldOfTeams = (): Promise<World & { signIn(email: Who): Promise<User> }> =>
  buildWorld({
    env: { GOOGLE_CLIENT_ID: ownTeamsClient.id, GOOGLE_CLIENT_SECRET: ownTeamsClient.secret },
    people,
  });
