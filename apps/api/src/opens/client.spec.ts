import { describe, expect, it } from '@jest/globals';
import { clientOf } from './client.js';

describe('what somebody read a mail with', () => {
  it.each([
    ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)', 'Outlook 16', 'Windows', 'computer'],
    [
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Trident/7.0; Microsoft Outlook 16.0.4266; ms-office; MSOffice 16)',
      'Outlook 16',
      'Windows',
      'computer',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      'Apple Mail',
      'iOS 18',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari 18',
      'iOS 18',
      'phone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
      'Apple Mail',
      'macOS',
      'computer',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.3',
      'Thunderbird 140',
      'Windows',
      'computer',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36',
      'Chrome 146',
      'Android 14',
      'tablet',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36',
      'Chrome 146',
      'Android',
      'phone',
    ],
    ['Quill/3', null, null, null],
    ['', null, null, null],
  ])('%s', (userAgent, client, os, device) => {
    expect(clientOf(userAgent)).toEqual({ client, os, device });
    expect(clientOf(userAgent)).toBe(clientOf(userAgent));
  });

  it('stays short and never throws, whatever was sent', () => {
    for (const userAgent of [
      '('.repeat(512),
      `Mozilla/5.0 (${'A'.repeat(500)}`,
      `${'x'.repeat(300)}/9 Firefox/1`,
      '\u00ff'.repeat(512),
    ]) {
      const { client, os } = clientOf(userAgent);
      expect(`${client ?? ''}${os ?? ''}`.length).toBeLessThanOrEqual(80);
    }
  });
});
