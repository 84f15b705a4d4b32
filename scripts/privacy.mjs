// Writes PRIVACY.md and the papers in docs/ from docs/templates and the lists and numbers the code itself works with.
// With --check nothing is written, and it fails where a paper is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJiti } from 'jiti';

const root = join(import.meta.dirname, '..');
const templates = join(root, 'docs/templates');
const load = (file) => createJiti(import.meta.url).import(join(root, file));

const { ABOUT_READERS, ABOUT_USERS, TEAM_TIMES } = await load('libs/contracts/src/personal-data.ts');
const { ASK_AGAIN_DAYS, CODES_ALIVE, DEFAULT_POLICY, KEPT, noticeLanguage } = await load('libs/contracts/src/index.ts');
const { googleScopes } = await load('apps/api/src/accounts/google-scopes.ts');

const cell = (text) => text.replaceAll('|', '\\|');
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const forPeople = (list) =>
  table(
    ['what', 'why', 'where and how protected', 'how long'],
    list.map(({ what, why, elsewhere, protection, kept }) => [
      what,
      why,
      elsewhere ? `${protection}. Also: ${elsewhere}` : protection,
      kept,
    ]),
  );

const placesOf = ({ columns, elsewhere }) =>
  [
    ...Object.entries(columns).map(([name, own]) => `\`${name}\`: ${own.map((column) => `\`${column}\``).join(', ')}`),
    ...(elsewhere ? [elsewhere] : []),
  ].join('; ');
const forRecord = (list) =>
  table(
    ['category of data', 'purpose', 'tables and columns', 'security measure', 'time limit for erasure'],
    list.map((entry) => [entry.what, entry.why, placesOf(entry), entry.protection, entry.kept]),
  );

const nameOf = new Intl.DisplayNames('en', { type: 'language' });
const languages = noticeLanguage.options.map((language) => nameOf.of(language));

const parts = {
  readers: forPeople(ABOUT_READERS),
  users: forPeople(ABOUT_USERS),
  'readers record': forRecord(ABOUT_READERS),
  'users record': forRecord(ABOUT_USERS),
  scopes: table(
    ['scope', 'needed for'],
    googleScopes.map(({ scope, reason }) => [`\`${scope.split('/').at(-1)}\``, reason]),
  ),
  languages: new Intl.ListFormat('en', { type: 'disjunction' }).format(languages).replace(/, or /, ' or '),
  'default mode': `\`${DEFAULT_POLICY.consentMode}\``,
  askAgainDays: ASK_AGAIN_DAYS,
  'records kept': TEAM_TIMES.records,
  'addresses kept': TEAM_TIMES.addresses,
  'audit kept': TEAM_TIMES.audit,
  'codes of message': CODES_ALIVE.ofMessage,
  'codes of sender': CODES_ALIVE.ofSender,
  'codes of reader': CODES_ALIVE.ofReader,
  ...KEPT,
};

/** The privacy text stands at the root, where people look for it; the others beside each other. */
const paperOf = (template) => (template === 'privacy.md' ? 'PRIVACY.md' : `docs/${template}`);

const stale = [];
for (const template of readdirSync(templates)) {
  const text = readFileSync(join(templates, template), 'utf8').replace(/\{\{([^}]*)\}\}/g, (_, name) => {
    if (parts[name] === undefined) throw new Error(`docs/templates/${template} wants {{${name}}}, which there is not`);
    return parts[name];
  });
  const paper = paperOf(template);
  if (!process.argv.includes('--check')) writeFileSync(join(root, paper), text);
  else if (readFileSync(join(root, paper), 'utf8') !== text) stale.push(paper);
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: not what \`npm run privacy\` writes. Change docs/templates and run it.`);
  process.exit(1);
}
