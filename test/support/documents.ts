import { readFileSync } from 'node:fs';
import { repositoryRoot } from '../../apps/api/src/config.js';

/**
 * What a page has its reader type, in its order.
 * @param page by its name in docs/, `api.md`
 * @param language of the blocks, as it stands behind the fence: `sh`
 */
export function blocksIn(page: string, language: string): string[] {
  const text = readFileSync(`${repositoryRoot}/docs/${page}`, 'utf8');
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}
