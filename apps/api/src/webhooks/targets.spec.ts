import { describe, expect, it } from '@jest/globals';
import { allowedAddresses, isAllowedAddress, readTarget, TargetRefused } from './targets.js';

const PUBLIC = ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'];
const OWN_NETWORK = [
  ...['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1'],
];
const NEVER = [
  ...['0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.1', '239.1.1.1', '255.255.255.255', '240.0.0.1'],
  ...['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['::', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fec0::1', '100::1', '2001:db8::1', '5f00::1'],
  // IPv4 in the dress of IPv6: compatible, translated, NAT64 (the well-known and the local prefix), 6to4, Teredo.
  ...['::7f00:1', '::a00:1', '::ffff:0:127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b:1::a00:1', '2002:7f00:1::'],
  ...['2001::1', '::ffff:169.254.169.254', 'not an address', ''],
];

describe('an address', () => {
  it.each(PUBLIC)('%s is public', (address) => {
    expect([false, true].map((allowed) => isAllowedAddress(address, allowed))).toEqual([true, true]);
  });

  it.each(OWN_NETWORK)('%s is let in by the setting alone', (address) => {
    expect([false, true].map((allowed) => isAllowedAddress(address, allowed))).toEqual([false, true]);
  });

  it.each(NEVER)('%s is never posted to', (address) => {
    expect([false, true].map((allowed) => isAllowedAddress(address, allowed))).toEqual([false, false]);
  });
});

describe('a target', () => {
  it.each([
    'https://example.com/hook?key=1',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://bücher.example/',
  ])('%s is taken', (text) => {
    expect(readTarget(text, false).href).toBe(new URL(text).href);
  });

  it.each([
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:80/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1:8443/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://①②⑦.0.0.1/',
  ])('%s is refused', (text) => {
    expect(() => readTarget(text, false)).toThrow(expect.objectContaining({ code: 'webhook_target_refused' }));
  });

  it.each([
    'example.com',
    '/hook',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://sam:secret@example.com/',
    'https://sam@example.com/',
    'https://example.com/#part',
    'https://exa mple.com/',
  ])('%s is no address of a webhook', (text) => {
    for (const allowed of [false, true]) {
      expect(() => readTarget(text, allowed)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    }
  });

  it('may be of http and of the own network where the operator allows it, but never of a cloud’s metadata', () => {
    expect(readTarget('http://127.0.0.1:80/', true).host).toBe('127.0.0.1');
    expect(readTarget('http://crm:8080/hook', true).host).toBe('crm:8080');
    for (const host of ['169.254.169.254', '[fd00:ec2::254]', '[FD20:CE:0::254]', '100.100.100.200']) {
      expect(() => readTarget(`http://${host}/`, true)).toThrow();
    }
  });
});

describe('the addresses of a name', () => {
  const allowed = (...addresses: string[]) => allowedAddresses('hook.example', async () => addresses, false);

  it('are taken where every one is public', async () => {
    expect(await allowed('8.8.8.8', '2606:4700::1111')).toEqual(['8.8.8.8', '2606:4700::1111']);
  });

  it('are refused where one is not, or there is none', async () => {
    await expect(allowed('8.8.8.8', '10.0.0.1')).rejects.toThrow(TargetRefused);
    await expect(allowed('8.8.8.8', '::ffff:127.0.0.1')).rejects.toThrow(TargetRefused);
    await expect(allowed()).rejects.toThrow(TargetRefused);
  });
});
