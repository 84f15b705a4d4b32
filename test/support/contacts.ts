import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { RecordedRequest } from '../../apps/sandbox/src/index.js';

/** The stand-in itself: Gmail's page and its image proxy. */
const STAND_IN = /^(mail\.google\.com|ci\d\.googleusercontent\.com)$/;

/**
 * What Chromium asks by itself, extension or not: for new versions of itself and its parts, for accounts of the
 * browser, for lists of dangerous sites, for its own models. `namesInExtension` shows that none of it can be ours.
 */
const CHROMIUMS_OWN = [
  'android.clients.google.com',
  'clients2.google.com',
  'clientservices.googleapis.com',
  'content-autofill.googleapis.com',
  'optimizationguide-pa.googleapis.com',
  'redirector.gvt1.com',
  'safebrowsing.googleapis.com',
  'safebrowsingohttpgateway.googleapis.com',
  'update.googleapis.com',
];

/** Chromium asks who is signed in to it. InboxSDK compares addresses with this host, so that here the path counts too. */
const isAccountList = ({ host, path }: RecordedRequest) =>
  host === 'accounts.google.com' && path.startsWith('/ListAccounts?');

/**
 * Fails unless the browser asked the stand-in and nobody else but the API, which it asks past the record, and unless the
 * built extension names none of Chromium's own hosts, nor these.
 */
export function expectNoStrangers(
  requests: readonly RecordedRequest[],
  extensionDir: string,
  neverNamed: readonly string[] = [],
): void {
  expect(requests.some(({ host }) => host === 'mail.google.com')).toBe(true);
  expect(strangers(requests)).toEqual([]);
  expect(namesInExtension(extensionDir, [...neverNamed, ...CHROMIUMS_OWN])).toEqual([]);
}

/** Hosts that were asked and are neither the stand-in nor asked by Chromium itself. */
function strangers(requests: readonly RecordedRequest[]): string[] {
  const others = requests.filter(
    (request) => !STAND_IN.test(request.host) && !CHROMIUMS_OWN.includes(request.host) && !isAccountList(request),
  );
  return [...new Set(others.map(({ host, path }) => `${host}${path}`))].sort();
}

/** Those of the hosts that the built extension's code names anywhere. */
function namesInExtension(folder: string, hosts: readonly string[]): string[] {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|html|css|json)$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return hosts.filter((host) => code.some((text) => text.includes(host)));
}
