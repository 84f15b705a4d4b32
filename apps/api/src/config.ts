import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConsentMode, consentMode, type DecisionReceipt, emailAddress, serverKey } from '@openly/contracts';
import { bech32 } from '@scure/base';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** A setting that cannot work; its message names the setting and what to do, in one line. */
export class ConfigError extends Error {}

/** The id Chrome derives from the `key` in the extension's manifest. */
export const EXTENSION_ID = 'bamefcbfdanegolnfcpanjfmjlpalahh';

/** A key with its id. The id travels with everything made, so that keys can be rotated. */
export interface Key {
  id: string;
  /** 32 bytes. */
  secret: Buffer;
}

/** Keys of one purpose: the first makes, all of them are recognised. */
export type KeyRing = readonly [Key, ...Key[]];

export interface Keys {
  encryption: KeyRing;
  token: KeyRing;
  lookup: KeyRing;
}

export interface Config {
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  /** Bytes that hits may take on disk while the database is away; further ones are lost, and counted. */
  spoolBytes: number;
  /** What readers' machines use, without a trailing slash. */
  publicUrl: string;
  role: 'all' | 'api' | 'worker';
  extensionIds: string[];
  trustedProxies: string[];
  /** Null: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
  /** Connection of the tables' owner, for migrations; null: the same as `databaseUrl`. */
  databaseOwnerUrl: string | null;
  /** Null: BullMQ on PostgreSQL. */
  redisUrl: string | null;
  /** Server for mail of our own: codes that prove a mailbox, invitations. Null: none is sent. */
  smtpUrl: string | null;
  /** From whom that mail is. */
  mailFrom: string;
  /** Who runs this server, as readers are told; null where the operator has not said. */
  operator: { name: string | null; contact: string | null };
  /** The loosest that any team's mail may do. */
  consentFloor: ConsentMode;
  /** What an `allow` must have been given with to count: proof of the mailbox, or the link in the mail alone. */
  consentAssurance: DecisionReceipt['assurance'];
  google: {
    clientId: string;
    clientSecret: string;
    /** Base of another Google, for the sandbox and for tests; null: the real one. */
    baseUrl: string | null;
  };
  /** True without a Google client: anybody who reaches the server can sign in. */
  sandbox: boolean;
  /** Port of the emulated Google that this process starts; null: none. */
  sandboxPort: number | null;
  /** Absolute path of a `.mmdb`; null: the bundled DB-IP data. */
  geoipCityDb: string | null;
  /** Absolute path of a `.mmdb` of autonomous systems; null: addresses are known by the published ranges alone. */
  geoipAsnDb: string | null;
  /** A look like one counted within this time, in milliseconds, is the same look. */
  duplicateMs: number;
  /** Requests a minute that each process answers to one API key, and to one device signed in. */
  requestsPerMinute: { apiKey: number; session: number };
  /** Public keys of the servers that teams may move to with all they have. */
  moveTo: string[];
  /** Whether webhooks may be of http and of this machine's and its network's own addresses. */
  webhookPrivate: boolean;
  keys: Keys;
}

const SANDBOX_CLIENT = { clientId: 'openly-sandbox', clientSecret: 'openly-sandbox-secret' };

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
const aPort = 'must be a port from 1 to 65535';
const port = z.coerce.number({ error: aPort }).int(aPort).min(0, aPort).max(65535, aPort);
const someContact = 'must be a mail address or a web address such as https://example.com/privacy';
const someMegabytes = 'must be a whole number of megabytes, 1 or more';
const someRequests = 'must be a whole number of requests a minute, 1 to 1000000';
const someServerKeys = 'must be keys as `npm run import -- --key` prints them on the server to move to: age1…';
const someSeconds = 'must be a number of seconds from 0 to 3600';
const requests = z.coerce
  .number({ error: someRequests })
  .int(someRequests)
  .min(1, someRequests)
  .max(1_000_000, someRequests);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const keyRing = list.transform((entries, context) => {
  const keys = entries.map((entry) => {
    const [id = '', secret = ''] = entry.split(':');
    return { id, secret: Buffer.from(secret, 'base64url') };
  });
  const [first, ...rest] = keys;
  if (!first || keys.some((key) => !/^[a-z0-9]{1,8}$/.test(key.id) || key.secret.length !== 32)) {
    context.addIssue('must be ID:KEY[,ID:KEY…] with ids of 1 to 8 letters or digits and keys of 32 bytes in base64url');
    return z.NEVER;
  }
  return [first, ...rest] as KeyRing;
});

const environment = z.object({
  OPENLY_HOST: optional(z.string().default('127.0.0.1')),
  OPENLY_PORT: optional(port.default(3000)),
  OPENLY_DATA_DIR: optional(z.string().default('.openly')),
  OPENLY_SPOOL_MB: optional(
    z.coerce.number({ error: someMegabytes }).int(someMegabytes).min(1, someMegabytes).default(1024),
  ),
  OPENLY_PUBLIC_URL: optional(httpUrl.optional()),
  OPENLY_ROLE: optional(z.enum(['all', 'api', 'worker']).default('all')),
  OPENLY_EXTENSION_IDS: optional(
    list
      .refine(
        (ids) => ids.every((id) => /^[a-p]{32}$/.test(id)),
        'must be Chrome extension ids: 32 letters from a to p',
      )
      .default([EXTENSION_ID]),
  ),
  OPENLY_TRUSTED_PROXIES: optional(
    list
      .refine((ranges) => ranges.every(isCidr), 'must be a list of CIDR ranges such as 10.0.0.0/8')
      .default(['127.0.0.0/8', '::1/128']),
  ),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  DATABASE_OWNER_URL: optional(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ }).optional()),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ }).optional()),
  OPENLY_MAIL_FROM: optional(emailAddress.optional()),
  OPENLY_OPERATOR_NAME: optional(z.string().max(200).optional()),
  OPENLY_OPERATOR_CONTACT: optional(z.union([emailAddress, httpUrl], { error: someContact }).optional()),
  OPENLY_CONSENT_FLOOR: optional(consentMode.default('notice')),
  OPENLY_CONSENT_ASSURANCE: optional(z.enum(['mailbox', 'link']).default('mailbox')),
  GOOGLE_CLIENT_ID: optional(z.string().optional()),
  GOOGLE_CLIENT_SECRET: optional(z.string().optional()),
  OPENLY_GOOGLE_URL: optional(httpUrl.optional()),
  OPENLY_SANDBOX_PORT: optional(port.default(3001)),
  GEOIP_CITY_DB: optional(z.string().optional()),
  GEOIP_ASN_DB: optional(z.string().optional()),
  OPENLY_DUPLICATE_SECONDS: optional(
    z.coerce.number({ error: someSeconds }).min(0, someSeconds).max(3600, someSeconds).default(10),
  ),
  OPENLY_API_KEY_REQUESTS: optional(requests.default(600)),
  OPENLY_SESSION_REQUESTS: optional(requests.default(1200)),
  OPENLY_WEBHOOK_PRIVATE: optional(z.enum(['true', 'false']).default('false')),
  OPENLY_MOVE_TO: optional(list.refine((keys) => keys.every(isServerKey), someServerKeys).default([])),
  OPENLY_ENCRYPTION_KEYS: optional(keyRing.optional()),
  OPENLY_TOKEN_KEYS: optional(keyRing.optional()),
  OPENLY_LOOKUP_KEYS: optional(keyRing.optional()),
});

/**
 * Reads and checks every setting, once, before anything starts.
 * @throws ConfigError that names the first bad setting.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}`);
  }
  const settings = parsed.data;
  const dataDir = resolve(settings.OPENLY_DATA_DIR);
  const sandbox = !settings.GOOGLE_CLIENT_ID;
  if (!sandbox && !settings.GOOGLE_CLIENT_SECRET) {
    throw new ConfigError('GOOGLE_CLIENT_SECRET: is missing, though GOOGLE_CLIENT_ID is set');
  }
  if (settings.DATABASE_OWNER_URL && !settings.DATABASE_URL) {
    throw new ConfigError('DATABASE_URL: is missing, though DATABASE_OWNER_URL is set');
  }
  const publicUrl = settings.OPENLY_PUBLIC_URL ?? `http://${urlHost(settings.OPENLY_HOST)}:${settings.OPENLY_PORT}`;
  if (sandbox && settings.OPENLY_PORT === settings.OPENLY_SANDBOX_PORT && settings.OPENLY_PORT !== 0) {
    throw new ConfigError(`OPENLY_SANDBOX_PORT: is ${settings.OPENLY_PORT} like OPENLY_PORT; give it another`);
  }
  if (sandbox) refuseOutsiders(settings.OPENLY_HOST, publicUrl, settings.OPENLY_GOOGLE_URL);
  if (settings.GEOIP_CITY_DB && !existsSync(settings.GEOIP_CITY_DB)) {
    throw new ConfigError(`GEOIP_CITY_DB: there is no file ${settings.GEOIP_CITY_DB}`);
  }
  if (settings.GEOIP_ASN_DB && !existsSync(settings.GEOIP_ASN_DB)) {
    throw new ConfigError(`GEOIP_ASN_DB: there is no file ${settings.GEOIP_ASN_DB}`);
  }
  const startsSandbox = sandbox && !settings.OPENLY_GOOGLE_URL && settings.OPENLY_ROLE === 'all';
  return {
    host: settings.OPENLY_HOST,
    port: settings.OPENLY_PORT,
    dataDir,
    spoolBytes: settings.OPENLY_SPOOL_MB * 1024 * 1024,
    publicUrl,
    role: settings.OPENLY_ROLE,
    extensionIds: settings.OPENLY_EXTENSION_IDS,
    trustedProxies: settings.OPENLY_TRUSTED_PROXIES,
    databaseUrl: settings.DATABASE_URL ?? null,
    databaseOwnerUrl: settings.DATABASE_OWNER_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.OPENLY_MAIL_FROM ?? `openly@${mailDomain(publicUrl)}`,
    operator: {
      name: settings.OPENLY_OPERATOR_NAME ?? null,
      contact: settings.OPENLY_OPERATOR_CONTACT ?? null,
    },
    consentFloor: settings.OPENLY_CONSENT_FLOOR,
    consentAssurance: settings.OPENLY_CONSENT_ASSURANCE,
    google: sandbox
      ? { ...SANDBOX_CLIENT, baseUrl: settings.OPENLY_GOOGLE_URL ?? `http://127.0.0.1:${settings.OPENLY_SANDBOX_PORT}` }
      : {
          clientId: settings.GOOGLE_CLIENT_ID ?? '',
          clientSecret: settings.GOOGLE_CLIENT_SECRET ?? '',
          baseUrl: settings.OPENLY_GOOGLE_URL ?? null,
        },
    sandbox,
    sandboxPort: startsSandbox ? settings.OPENLY_SANDBOX_PORT : null,
    geoipCityDb: settings.GEOIP_CITY_DB ? resolve(settings.GEOIP_CITY_DB) : null,
    geoipAsnDb: settings.GEOIP_ASN_DB ? resolve(settings.GEOIP_ASN_DB) : null,
    duplicateMs: settings.OPENLY_DUPLICATE_SECONDS * 1000,
    requestsPerMinute: { apiKey: settings.OPENLY_API_KEY_REQUESTS, session: settings.OPENLY_SESSION_REQUESTS },
    moveTo: settings.OPENLY_MOVE_TO,
    webhookPrivate: settings.OPENLY_WEBHOOK_PRIVATE === 'true',
    keys: keysFor(settings, dataDir),
  };
}

/** Reads `.env` of the working directory, if there is one; what is set already wins. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/**
 * With the embedded database keys are made once and kept beside it. With a database of the operator's
 * they must be given: keys lost with a container would be mail and refusals lost.
 */
function keysFor(settings: z.infer<typeof environment>, dataDir: string): Keys {
  const names = ['OPENLY_ENCRYPTION_KEYS', 'OPENLY_TOKEN_KEYS', 'OPENLY_LOOKUP_KEYS'] as const;
  const missing = names.filter((name) => !settings[name]);
  let generated: Partial<Record<(typeof names)[number], string>> = {};
  if (missing.length > 0) {
    if (settings.DATABASE_URL) {
      throw new ConfigError(`${missing[0]}: is missing. With DATABASE_URL give it, for example k1:${newKey()}`);
    }
    generated = generatedKeys(join(dataDir, 'keys.json'), names);
  }
  const ring = (name: (typeof names)[number]) => settings[name] ?? keyRing.parse(generated[name]);
  return {
    encryption: ring('OPENLY_ENCRYPTION_KEYS'),
    token: ring('OPENLY_TOKEN_KEYS'),
    lookup: ring('OPENLY_LOOKUP_KEYS'),
  };
}

function generatedKeys<Name extends string>(file: string, names: readonly Name[]): Record<Name, string> {
  try {
    if (!existsSync(file)) {
      if (existsSync(join(dirname(file), 'database.json'))) throw new Error('keys.json is missing beside the database');
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const keys = Object.fromEntries(names.map((name) => [name, `k1:${newKey()}`]));
      writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    }
    return JSON.parse(readFileSync(file, 'utf8')) as Record<Name, string>;
  } catch (error) {
    throw new ConfigError(`OPENLY_DATA_DIR: cannot use ${dirname(file)} (${(error as Error).message})`);
  }
}

const newKey = () => randomBytes(32).toString('base64url');

function isCidr(range: string): boolean {
  return ipaddr.isValidCIDR(range);
}

/** Also that it was copied whole: the key has a checksum. */
const isServerKey = (key: string) => serverKey.safeParse(key).success && bech32.decodeUnsafe(key) !== undefined;

/** Of an address by name; a server that has none calls itself after this machine. */
function mailDomain(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, '')) ? 'localhost.localdomain' : hostname;
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The sandbox lets anybody sign in, so nobody but this machine may reach it. */
function refuseOutsiders(host: string, publicUrl: string, googleUrl: string | undefined): void {
  const advice = 'is not loopback, which the sandbox Google requires: set GOOGLE_CLIENT_ID to use the real one';
  if (!isLoopback(host)) throw new ConfigError(`OPENLY_HOST: ${host} ${advice}`);
  if (!isLoopback(new URL(publicUrl).hostname)) throw new ConfigError(`OPENLY_PUBLIC_URL: ${publicUrl} ${advice}`);
  if (googleUrl && !isLoopback(new URL(googleUrl).hostname)) {
    throw new ConfigError(`OPENLY_GOOGLE_URL: ${googleUrl} ${advice}`);
  }
}

/** Whether a host name or address, IPv6 also in brackets, is this machine's own. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === 'localhost') return true;
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}

/** The repository's root, found from this file both in `src/` and in `dist/`. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
