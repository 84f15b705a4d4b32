/** What a user agent calls itself. Each takes the header as it was sent. */

const CRAWLER = /\b(?:\w*bot|crawler|spider|scanner|urlscan|barracuda|mimecast|proofpoint|facebookexternalhit)\b/i;

/**
 * The model of an Android device (`Android 9; CUBOT P30)`), which may be any word and says nothing about the program.
 * A name with a version (`Pixel 2 Build/…; Storebot-Google/1.0)`) is a program's.
 */
const DEVICE_MODEL = /\bAndroid\b[^;)]*;(?: ?[a-z]{2}[-_][a-z]{2};)?(?! ?[\w-]+\/)[^;)]*/i;

export const isCrawler = (userAgent: string) => CRAWLER.test(userAgent.replace(DEVICE_MODEL, 'Android'));

export const isOutlook = (userAgent: string) =>
  /Microsoft Outlook|MSOffice|Outlook-(?:iOS|Android)|MacOutlook|^Microsoft Office\//.test(userAgent);

export const isMailProgram = (userAgent: string) =>
  /\bThunderbird\/|\bEvolution\b|\bK-?9 Mail\b|\bPostbox\//.test(userAgent);

/** WebKit without `Safari/` is Apple's own mail program, or an app. */
export const isAppleMail = (userAgent: string) => /\(KHTML, like Gecko\)(?: Mobile\/\w+)?$/.test(userAgent);

export const isBrowser = (userAgent: string) => /^Mozilla\/\d\.\d \(/.test(userAgent);

export const isHandheld = (userAgent: string) => /\b(?:Mobile|iPhone|iPad|Android)\b/.test(userAgent);
