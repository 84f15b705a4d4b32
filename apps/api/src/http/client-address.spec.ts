import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ClientAddress, publicAddress } from './client-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  }) as unknown as IncomingMessage;

describe("a client's address", () => {
  const client = new ClientAddress(['127.0.0.0/8', '::1/128', '10.0.0.0/8']);

  it.each([
    ['of a stranger is the one it connects from, whatever it claims', '145.53.100.20', '8.8.8.8', '145.53.100.20'],
    ['behind a trusted proxy is what the proxy says', '127.0.0.1', '145.53.100.20', '145.53.100.20'],
    ['behind an IPv4 proxy on an IPv6 socket too', '::ffff:127.0.0.1', '145.53.100.20', '145.53.100.20'],
    ['behind two is what the outer one says', '10.0.0.1', '8.8.8.8, 145.53.100.20, 10.0.0.2', '145.53.100.20'],
    ['may come with a port', '127.0.0.1', '145.53.100.20:4711', '145.53.100.20'],
    ['may come in brackets', '127.0.0.1', '[2a02:a440::1]:443', '2a02:a440::1'],
    ['is IPv4 where IPv6 only wraps it', '127.0.0.1', '::ffff:145.53.100.20', '145.53.100.20'],
    ['is nothing where an IPv4 one has a zone', '127.0.0.1', '145.53.100.20%eth0', null],
    ['is nothing where it is private', '127.0.0.1', '192.168.1.4', null],
    ['is nothing where it is the proxy itself', '127.0.0.1', undefined, null],
    ['is nothing where the header is garbled', '127.0.0.1', 'unknown', null],
    ['is nothing where the header is empty', '127.0.0.1', ' , ,', null],
  ])('%s', (_what, remote, forwarded, expected) => {
    expect(client.of(request(remote, forwarded))).toBe(expected);
  });

  it('is nothing at once where the header is long and hard to look through', () => {
    const asked = performance.now();
    expect(client.of(request('127.0.0.1', `${':'.repeat(240_000)}x`))).toBeNull();
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it.each([
    ['145.53.100.20', undefined, '145.53.100.20'],
    ['127.0.0.1', '145.53.100.20', '145.53.100.20'],
    ['127.0.0.1', '192.168.1.4', '192.168.1.4'],
    ['192.168.1.4', undefined, '192.168.1.4'],
    ['127.0.0.1', '2a02:a440:1:2:3:4:5:6', '2a02:a440:1:2'],
    ['2a02:a440:1:2::9', '8.8.8.8', '2a02:a440:1:2'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['127.0.0.1', 'unknown', 'unknown'],
    ['127.0.0.1', undefined, null],
    ['::1', undefined, null],
    ['127.0.0.1', '127.0.0.1', null],
  ])('%s forwarding %s shares an allowance as %s', (remote, forwarded, expected) => {
    expect(client.neighbourhoodOf(request(remote, forwarded))).toBe(expected);
  });

  it.each([
    ['2A02:A440:0:0::1', '2a02:a440::1'],
    ['fe80::1%eth0', null],
    ['100.64.0.1', null],
    ['169.254.1.1', null],
    ['0x7f.1', null],
    ['2130706433', null],
    ['', null],
  ])('%s is kept as %s', (given, expected) => {
    expect(publicAddress(given)).toBe(expected);
  });
});
