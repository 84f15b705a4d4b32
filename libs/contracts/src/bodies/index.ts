import { accountBodies } from './accounts.js';
import { messageBodies } from './messages.js';
import { readerBodies } from './readers.js';
import { reportBodies } from './reports.js';
import { scheduleBodies } from './schedules.js';
import { serverBodies } from './server.js';
import { teamBodies } from './teams.js';

/**
 * Every body that the API takes or gives as JSON, by the name it has in `/openapi.json`, with an example. Apart from the
 * contracts themselves, so that the browser does not load them.
 */
export const bodies = {
  ...accountBodies,
  ...teamBodies,
  ...reportBodies,
  ...messageBodies,
  ...scheduleBodies,
  ...readerBodies,
  ...serverBodies,
};
export type BodyName = keyof typeof bodies;
export type { Body } from './body.js';
