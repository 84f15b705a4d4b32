import type { ServerDeclaration } from '@openly/contracts';
import type { Config } from '../config.js';

/** What is used of package.json. */
export interface Package {
  version: string;
  description: string;
  license: string;
  repository?: string | { url: string };
}

/** Who runs the server, and the loosest that its teams' mail may do. */
export type Operated = Pick<Config, 'publicUrl' | 'operator' | 'consentFloor'>;

const PIXEL_PATH = '/o/[A-Za-z0-9_-]{8,32}/[A-Za-z0-9_-]{22,}\\.gif(?:[?#]|$)';

/** What this server is, who runs it, and which addresses of it stand in mail. */
export function declare(about: Package, operated: Operated, hasPrivacyText: boolean): ServerDeclaration {
  const { publicUrl, operator, consentFloor } = operated;
  const repository = typeof about.repository === 'string' ? about.repository : about.repository?.url;
  const source = repository?.replace(/^git\+/, '').replace(/\.git$/, '');
  return {
    name: 'Openly',
    version: about.version,
    purpose: about.description,
    paths: {
      pixel: {
        purpose:
          'An image of one pixel in a tracked mail. That it was fetched is recorded. Blocking it breaks nothing.',
        prefix: `${publicUrl}/o/`,
        pattern: `^https?://[^?#]*${PIXEL_PATH}`,
        // Gmail shows images through a proxy of its own, with their address in the fragment.
        proxiedPattern: `^https://[^/?#]*\\.googleusercontent\\.com/[^#]*#https?://[^?#]*${PIXEL_PATH}`,
      },
      link: {
        purpose:
          'A tracked link. That it was followed is recorded; it leads to the address that stands in its parameter `to`.',
        prefix: `${publicUrl}/l/`,
        pattern: '^https?://[^?#]*/l/[A-Za-z0-9_-]{8,32}/[A-Za-z0-9_-]{22,}\\?to=',
      },
      readerPage: {
        purpose: "The reader's page: what was recorded, and how to stop it. Looking at it is not recorded.",
        prefix: `${publicUrl}/r/`,
        pattern: '^https?://[^?#]*/r/[A-Za-z0-9_-]{22,}(?:[/?#]|$)',
      },
    },
    marks: { pixel: 'img[data-openly="pixel"]', notice: '[data-openly="notice"]' },
    consentFloor,
    ...(operator.name && { operator: operator.name }),
    ...(operator.contact && { contact: operator.contact }),
    licence: about.license,
    ...(hasPrivacyText && { privacy: `${publicUrl}/privacy` }),
    ...(source && URL.canParse(source) && { source }),
  };
}
