import { fetchImage, GMAIL_PROXY, isLoopbackUrl, placeholder } from './stand-in/image-proxy.js';

export type ReaderId = 'phone_utrecht' | 'gmail_proxy' | 'apple_privacy' | 'own_machine';

export interface Reader {
  label: string;
  /** What the reader's mail program says it is when it fetches images. */
  userAgent: string;
  /** The address it fetches from: sent as `X-Forwarded-For`, which the API believes from loopback. */
  forwardedFor: string;
}

/** Ways to look at a mail, each as the server that serves its images sees it. */
export const readers: Record<ReaderId, Reader> = {
  phone_utrecht: {
    label: 'A phone in Utrecht',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    // KPN's mobile network, which DB-IP places in Utrecht.
    forwardedFor: '178.230.52.77',
  },
  gmail_proxy: { label: 'Through Gmail’s proxy', ...GMAIL_PROXY },
  apple_privacy: {
    label: 'With Apple’s privacy protection',
    // Mail Privacy Protection says exactly this and nothing more, and sends no Referer.
    userAgent: 'Mozilla/5.0',
    // An egress address of iCloud Private Relay (172.224.0.0/12, listed at mask-api.icloud.com/egress-ip-ranges.csv).
    forwardedFor: '172.224.226.1',
  },
  own_machine: {
    label: 'On the sender’s own machine',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    forwardedFor: '127.0.0.1',
  },
};

export interface ReaderImage {
  url: string;
  /** False where the address is not on this computer: it was not asked. */
  fetched: boolean;
  contentType: string;
  bytes: Buffer;
}

export interface OpenedMail {
  images: ReaderImage[];
  /** The mail with each image replaced by what was fetched (as a `data:` address), so that showing it asks nobody again. */
  html: string;
}

const IMAGE = /(<img\b[^>]*?\bsrc\s*=\s*)("([^"]*)"|'([^']*)')/gi;

/**
 * Opens a mail as that reader: fetches its images, as often as they stand in it, with the reader's program and address.
 * Only images of the API are fetched; others get a placeholder. `html` is the body as the mailbox has it.
 */
export async function openAsReader({
  html,
  reader,
  apiUrl,
}: {
  html: string;
  reader: Reader;
  apiUrl?: string;
}): Promise<OpenedMail> {
  const images: ReaderImage[] = [];
  let shown = '';
  let from = 0;
  for (const match of html.matchAll(IMAGE)) {
    const url = (match[3] ?? match[4] ?? '').replace(/&amp;/g, '&');
    if (!/^https?:/i.test(url)) continue;
    const image = { url, ...(belongsTo(url, apiUrl) ? await fetchImage(url, reader) : placeholder(url)) };
    images.push(image);
    shown += `${html.slice(from, match.index)}${match[1]}"data:${image.contentType};base64,${image.bytes.toString('base64')}"`;
    from = match.index + match[0].length;
  }
  return { images, html: shown + html.slice(from) };
}

/** Whether this is an image of the API (its port on this computer); without `apiUrl`, of anything on this computer. */
function belongsTo(url: string, apiUrl: string | undefined): boolean {
  return isLoopbackUrl(url) && (apiUrl === undefined || new URL(url).port === new URL(apiUrl).port);
}
