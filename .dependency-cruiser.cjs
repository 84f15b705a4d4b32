/** Who may import whom; the rules of ARCHITECTURE.md. */
const nodeBuiltins = { dependencyTypes: ['core'] };
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    only('no-cycles', 'A cycle has no first page to read.', {}, { circular: true }),
    only(
      'contracts-import-zod-alone',
      'Shared with the browser.',
      { path: '^libs/contracts/src', pathNot: '\\.spec\\.' },
      {
        pathNot: '^libs/contracts/src|node_modules/zod/',
      },
    ),
    only(
      'libs-are-pure',
      'No Node, no Nest, no I/O in tracking and scheduling.',
      { path: '^libs/(tracking|scheduling)/src', pathNot: '\\.spec\\.' },
      nodeBuiltins,
    ),
    only(
      'libs-import-contracts-and-pure-libraries',
      'The libraries stand below the applications.',
      { path: '^libs/(tracking|scheduling)/src', pathNot: '\\.spec\\.' },
      {
        pathNot:
          '^libs/(contracts|tracking|scheduling)/src|node_modules/(zod|@noble|@scure|htmlparser2|domhandler|domutils|entities|ipaddr\\.js|luxon|@types/luxon|chrono-node|rrule-temporal|tinyld)/',
      },
    ),
    only(
      'client-knows-the-description-alone',
      'Whoever uses it has the API and nothing else of ours.',
      { path: '^libs/client/src' },
      { pathNot: '^libs/client/src|node_modules/openapi-fetch/' },
    ),
    only(
      'tracking-and-scheduling-apart',
      'They know nothing of each other.',
      { path: '^libs/tracking' },
      { path: '^libs/scheduling' },
    ),
    only(
      'scheduling-and-tracking-apart',
      'They know nothing of each other.',
      { path: '^libs/scheduling' },
      { path: '^libs/tracking' },
    ),
    only(
      'api-stands-alone',
      'Applications meet in libs/ alone.',
      { path: '^apps/api/' },
      { path: '^apps/(extension|sandbox)/' },
    ),
    only(
      'extension-stands-alone',
      'Applications meet in libs/ alone.',
      { path: '^apps/extension/' },
      { path: '^apps/(api|sandbox)/' },
    ),
    only(
      'sandbox-stands-alone',
      'Applications meet in libs/ alone.',
      { path: '^apps/sandbox/' },
      { path: '^apps/(api|extension)/' },
    ),
    only('nothing-imports-tests', 'Tests stand outside.', { pathNot: '^test/' }, { path: '^test/' }),
    only(
      'googleapis-has-one-owner',
      'Errors are mapped in one place.',
      { path: '^apps/api', pathNot: '^apps/api/src/(gmail|accounts)/' },
      {
        path: 'node_modules/(googleapis|google-auth-library|gaxios)/',
      },
    ),
    only(
      'maxmind-has-one-owner',
      'One reader of city data.',
      { path: '^apps/api', pathNot: '^apps/api/src/opens/geoip(\\.spec)?\\.ts$' },
      {
        path: 'node_modules/maxmind/',
      },
    ),
    only(
      'inboxsdk-has-one-owner',
      'Gmail behind small interfaces.',
      {
        path: '^apps/extension',
        pathNot: '^apps/extension/(gmail/|entrypoints/background|public/|wxt\\.config|build/)',
      },
      { path: 'node_modules/@inboxsdk/' },
    ),
    only(
      'controllers-on-top',
      'Controller or job -> service -> repository, never back.',
      {
        path: '\\.(service|entity)\\.ts$',
        pathNot: '^test/',
      },
      { path: '\\.controller\\.ts$' },
    ),
    only(
      'entities-stay-home',
      'A module holds ids of another, not its entities.',
      { path: '^apps/api/src/([^/]+)/' },
      {
        path: '^apps/api/src/([^/]+)/.*\\.entity\\.ts$',
        pathNot: '^apps/api/src/$1/',
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|\\.wxt/|\\.output/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
