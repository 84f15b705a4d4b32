import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { assertQuiet, cutPhoneHome } from './quiet-inboxsdk';

const inboxSdk = createRequire(import.meta.url).resolve('@inboxsdk/core');

describe("InboxSDK's reporting", () => {
  it('is cut out of the version we ship', () => {
    const source = readFileSync(inboxSdk, 'utf8');
    expect(() => assertQuiet('before', source)).toThrow(/no phone-home/);
    expect(() => assertQuiet('after', cutPhoneHome(source))).not.toThrow();
  });

  it('fails the build when InboxSDK has changed', () => {
    expect(() => cutPhoneHome('another version')).toThrow(/has changed/);
  });
});
