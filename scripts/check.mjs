// Everything that can be said without running the product: types, lint and format, import rules, and that the
// commands, settings and secrets rules the documents name are the ones there are.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
  for (const file of documents()) {
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
  for (const file of documents()) {
    const strange = read(file)
      .match(/\bOPENLY_[A-Z_]+/g)
      ?.find((name) => !known.has(name));
    if (strange) throw new Error(`${file} names ${strange}, which is no setting`);
  }
});
step('papers are made from the lists the code works with', () =>
  execFileSync(process.execPath, ['scripts/privacy.mjs', '--check'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }),
);
step('the client is made from what the API says of itself', () => {
  for (const args of [['scripts/build.mjs'], ['scripts/client.mjs', '--check']]) {
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  }
});
step('files and tests that docs/ names exist', () => {
  for (const file of documents().filter((name) => name.startsWith('docs/'))) {
    const text = read(file);
    for (const [, path] of text.matchAll(/`((?:apps|docs|libs|scripts|test)\/[\w./-]+)`/g)) {
      if (!existsSync(join(root, path))) throw new Error(`${file} names ${path}, which there is not`);
    }
    for (const [, spec, titles] of text.matchAll(/`([\w./-]+\.spec\.tsx?)`((?:[\s,]*“[^”]+”)*)/g)) {
      const named = [...titles.matchAll(/“([^”]+)”/g)].map(([, title]) => title);
      if (named.length === 0) throw new Error(`${file} names ${spec}, and no test in it`);
      const missing = named.find((title) => !isTestIn(read(spec), title));
      if (missing) throw new Error(`${file} names “${missing}”, which ${spec} has not`);
    }
  }
});
step('ARCHITECTURE.md is under 80 lines', () => {
  const lines = read('ARCHITECTURE.md').trimEnd().split('\n').length;
  if (lines >= 80) throw new Error(`it has ${lines}`);
});
process.exit(failed ? 1 : 0);

/** Everything written for people, by its path from the root. */
function documents() {
  const inDocs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
  return [...readdirSync(root), ...inDocs].filter((name) => name.endsWith('.md'));
}

/** Whether a test of this title begins somewhere in a spec file; `it.each` has its title behind the cases. */
function isTestIn(spec, title) {
  const beginning = /\b(?:it|test)(?:\.each\([\s\S]*\)\s*)?\(\s*$/;
  return [`'${title}',`, `"${title}",`, `\`${title}\`,`].some((text) =>
    spec
      .split(text)
      .slice(0, -1)
      .some((before) => beginning.test(before.slice(-2_000))),
  );
}

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`);
}
