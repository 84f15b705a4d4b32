import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { refuseOtherSites } from './same-site.js';

const check = (headers: object) => () =>
  refuseOtherSites({ headers } as unknown as FastifyRequest, 'https://mail.example.org/openly');

describe('decisions that a browser sends', () => {
  it.each([
    {},
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { 'sec-fetch-site': 'none' },
    { origin: 'null' },
    { origin: 'https://mail.example.org' },
    { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' },
  ])('pass from our own page: %o', (headers) => {
    expect(check(headers)).not.toThrow();
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://mail.example.org' },
    { origin: 'https://evil.example', host: 'mail.example.org' },
    { origin: 'nonsense', host: 'mail.example.org' },
  ])('are refused from another site: %o', (headers) => {
    expect(check(headers)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});
