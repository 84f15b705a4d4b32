import type { Schedule, ScheduleEvent } from '@openly/contracts';
import { signIn } from '../../../apps/sandbox/src/index.js';

/** The id that the extension's manifest key gives; the API lets that extension sign in. */
const EXTENSION_ID = 'bamefcbfdanegolnfcpanjfmjlpalahh';

/** Somebody who is signed in at the API. */
export class User {
  private constructor(
    private readonly apiUrl: string,
    readonly email: string,
    private accessToken: string,
  ) {}

  static async signIn(apiUrl: string, email: string): Promise<User> {
    const { accessToken } = await signIn(apiUrl, email, EXTENSION_ID);
    return new User(apiUrl, email, accessToken);
  }

  /** Gives the API access to Gmail again, as after a withdrawal. */
  async signInAgain(): Promise<void> {
    this.accessToken = (await signIn(this.apiUrl, this.email, EXTENSION_ID)).accessToken;
  }

  async schedule(gmailDraftId: string, sendAt: number): Promise<Schedule> {
    return this.call('POST', '/v1/schedules', {
      gmailDraftId,
      sendAt: new Date(sendAt).toISOString(),
      timeZone: 'Europe/Amsterdam',
    });
  }

  sendNow(scheduleId: string): Promise<Schedule> {
    return this.call('POST', `/v1/schedules/${scheduleId}/send-now`);
  }

  async historyOf(scheduleId: string): Promise<ScheduleEvent[]> {
    return (await this.call<{ items: ScheduleEvent[] }>('GET', `/v1/schedules/${scheduleId}/history`)).items;
  }

  /** All of the account's, as the user sees them. */
  async schedules(): Promise<Schedule[]> {
    return (await this.call<{ items: Schedule[] }>('GET', '/v1/schedules?limit=200')).items;
  }

  /** @throws Error with status and answer when the API refuses */
  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
