import { createHash } from 'node:crypto';

/** What Gmail's image proxy says it is, and an address from Google's range. Source: what mail servers see, e.g. in their logs. */
export const GMAIL_PROXY = {
  userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  forwardedFor: '66.249.84.71',
} as const;

const PROXIED = /https:\/\/ci\d\.googleusercontent\.com\/meips\/[\w-]+=s0-d-e1-ft#([^"'\s<>)]+)/g;

/** An image fetched, or the placeholder that stands for it. */
export interface FetchedImage {
  contentType: string;
  bytes: Buffer;
  /** False for the placeholder: the address is not on this computer, so it was not asked. */
  fetched: boolean;
}

/**
 * Shows images as Gmail does: through its proxy, with the original address only in the fragment, which never leaves the
 * browser. The proxy knows the original by the token in the path.
 */
export class ImageProxy {
  private readonly originals = new Map<string, string>();

  /** The address under which the page shows this image. */
  addressFor(url: string): string {
    const token = createHash('sha256').update(url).digest('base64url').slice(0, 40);
    this.originals.set(token, url);
    return `https://ci3.googleusercontent.com/meips/${token}=s0-d-e1-ft#${url}`;
  }

  /** Answers a request for a proxied image by fetching the original as Gmail's proxy would. */
  async fetch(path: string): Promise<FetchedImage | null> {
    const token = /^\/meips\/([\w-]+)=/.exec(path)?.[1] ?? '';
    const original = this.originals.get(token);
    return original === undefined ? null : fetchImage(original, GMAIL_PROXY);
  }
}

/** HTML with images shown through the proxy written back to their own addresses, as Gmail's server does with quoted text on sending. */
export function withOriginalImages(html: string): string {
  return html.replace(PROXIED, (_, original: string) => original);
}

/** True for an address on this computer: the only kind the sandbox ever fetches. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}

/** Fetches an image as that reader, if it is on this computer; else (or when it fails) gives a small visible placeholder. */
export async function fetchImage(url: string, as: { userAgent: string; forwardedFor: string }): Promise<FetchedImage> {
  if (isLoopbackUrl(url)) {
    try {
      const answer = await fetch(url, {
        headers: { 'user-agent': as.userAgent, 'x-forwarded-for': as.forwardedFor, accept: 'image/*,*/*;q=0.8' },
        signal: AbortSignal.timeout(10_000),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { contentType: answer.headers.get('content-type') ?? 'application/octet-stream', bytes, fetched: true };
    } catch {
      return placeholder(url);
    }
  }
  return placeholder(url);
}

/** A picture of a picture: it stands for images of other hosts, which are recorded and never fetched. */
export function placeholder(url: string): FetchedImage {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="32" viewBox="0 0 96 32"><title>${host}</title><rect width="96" height="32" rx="6" fill="#dfe5f5"/><circle cx="16" cy="16" r="8" fill="#7d93d6"/><rect x="32" y="10" width="52" height="5" rx="2.5" fill="#9fb0e0"/><rect x="32" y="18" width="36" height="5" rx="2.5" fill="#bcc8ea"/></svg>`;
  return { contentType: 'image/svg+xml', bytes: Buffer.from(svg), fetched: false };
}
