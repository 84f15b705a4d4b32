type Headers = Readonly<Record<string, string>>;

/** The address of a reader's page is a key: nothing may keep it or pass it on. */
export const PRIVATE_HEADERS: Headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Headers of JSON to download. */
const download = (name: string): Headers => ({
  ...PRIVATE_HEADERS,
  'content-type': 'application/json; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.json"`,
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow, noarchive',
});

export const RECEIPT_HEADERS = download('openly-receipt');
export const EXPORT_HEADERS = download('openly-export');
