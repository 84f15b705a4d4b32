// Everything that can be said without running the product: types, lint and format, import rules, and that the
// commands, settings and secrets rules the documents name are the ones there are.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules/.bin', name);
const read = (file) => readFileSync(join(root, file), 'utf8');
let failed = false;

function step(name, work) {
  try {
    work();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed = true;
    console.log(
      `FAIL  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stdout === undefined ? error.message : ''}`,
    );
  }
}
const run = (program, args) => execFileSync(bin(program), args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });

step('types', () => run('tsc', ['-b']));
step('lint and format', () => run('biome', ['check', '--error-on-warnings', '.']));
step('import rules', () => run('depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'test']));
step('process.env has one reader', () => {
  const readers = sources('apps/api/src').filter(
    (file) => !file.includes('.spec.') && /process\.env\b/.test(read(file)),
  );
  const strangers = readers.filter((file) => file !== 'apps/api/src/config.ts');
  if (strangers.length > 0) throw new Error(`process.env is read in ${strangers.join(', ')}`);
});
step('commands in the documents exist', () => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const file of readdirSync(root).filter((name) => name.endsWith('.md'))) {
    for (const [, name] of read(file).matchAll(/npm run ([a-z:-]+)/g)) {
      if (!scripts[name]) throw new Error(`${file} names npm run ${name}, which package.json has not`);
    }
  }
});
step('settings in .env.example are the settings there are', () => {
  const known = new Set(
    [...read('apps/api/src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1]),
  );
  const shown = new Set([...read('.env.example').matchAll(/^#?\s?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]));
  const difference = [...known]
    .filter((name) => !shown.has(name))
    .concat([...shown].filter((name) => !known.has(name)));
  if (difference.length > 0) throw new Error(`differing: ${difference.join(', ')}`);
});
step('ARCHITECTURE.md is under 80 lines', () => {
  const lines = read('ARCHITECTURE.md').trimEnd().split('\n').length;
  if (lines >= 80) throw new Error(`it has ${lines}`);
});
process.exit(failed ? 1 : 0);

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`);
}
