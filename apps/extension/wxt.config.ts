import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';
import { pageWorldScript, quietInboxSdk } from './build/quiet-inboxsdk';

const require = createRequire(import.meta.url);
const sourceOf = (library: string, entry = 'index') =>
  fileURLToPath(new URL(`../../libs/${library}/src/${entry}.ts`, import.meta.url));

/** Public half of the key that fixes the extension's id: bamefcbfdanegolnfcpanjfmjlpalahh. */
const PUBLIC_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwCKJP3CVuzVmTmavDwdBL3eMrrMlqCn5Y+9mhGgnbkrSs8Scg1ke2CAAE9wRIMRZ88PmzDPHXSO4K6zlXP56dkbm/1t5Xx3SNj9WF6olIpV9dAL/k9BI2kKY3+nqyE5O1hpfxxmULyY79HvwgTfJeOSRA/Vfdi80J8G3qWS9HdHUjFKLvKZOlM9959w1hhBiYJx9DMU3eEb05EhYwZwLz8wamCViVrQSryv90kvazG0cNrKiQIO6NyMwoBMlium2GvK74BsOfXlNt3/99/CBVcdjB1Pz+IVtC+e/e4BopJ/3TXcfEC23RKZTKYcybJqb8Gmp7mv0K5qe1x4gEAWEGQIDAQAB';

export default defineConfig({
  outDir: 'dist',
  outDirTemplate: '.',
  imports: false,
  manifestVersion: 3,
  manifest: {
    name: 'Openly',
    description: 'Schedules mail from Gmail and shows read receipts, with the reader’s knowledge.',
    key: PUBLIC_KEY,
    minimum_chrome_version: '120',
    // `scripting` is how InboxSDK reaches Gmail's own JavaScript world; `alarms` wakes the outbox.
    permissions: ['storage', 'identity', 'declarativeNetRequest', 'scripting', 'alarms'],
    host_permissions: ['https://mail.google.com/*'],
    icons: { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' },
    action: { default_title: 'Openly', default_icon: { 16: 'icon/16.png', 32: 'icon/32.png' } },
    web_accessible_resources: [{ matches: ['https://mail.google.com/*'], resources: ['pageWorld.js'] }],
  },
  hooks: {
    async 'build:publicAssets'(_wxt, files) {
      files.push({
        contents: await pageWorldScript(require.resolve('@inboxsdk/core/pageWorld.js')),
        relativeDest: 'pageWorld.js',
      });
    },
  },
  vite: () => ({
    plugins: [quietInboxSdk()],
    resolve: {
      alias: {
        '@openly/contracts': sourceOf('contracts'),
        '@openly/tracking/language': sourceOf('tracking', 'language'),
        '@openly/tracking': sourceOf('tracking'),
        '@openly/scheduling': sourceOf('scheduling'),
      },
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { target: 'chrome120', sourcemap: false },
  }),
});
