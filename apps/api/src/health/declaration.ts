import type { ServerDeclaration } from '@openly/contracts';

/** What is used of package.json. */
export interface Package {
  version: string;
  description: string;
  license: string;
  repository?: string | { url: string };
}

/** What this server is and which addresses of it stand in mail, by its package and the address readers use. */
export function declare(about: Package, publicUrl: string, hasPrivacyText: boolean): ServerDeclaration {
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
        pattern: '^https?://[^?#]*/o/[A-Za-z0-9_-]{8,32}/[A-Za-z0-9_-]{22,}\\.gif(?:[?#]|$)',
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
    licence: about.license,
    ...(hasPrivacyText && { privacy: `${publicUrl}/privacy` }),
    ...(source && URL.canParse(source) && { source }),
  };
}
