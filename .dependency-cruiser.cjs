/**
 * The floor plan: a module imports only from floors below its own. On the ground floor and on the
 * first there is an order among neighbours as well, written as further floors.
 */
const FLOORS = [
  ['config'],
  ['crypto', 'http'],
  ['database', 'redis'],
  ['queue', 'observability', 'audit'],
  ['access'],
  ['gateway', 'merchants'],
  ['orders'],
  ['verification', 'webhooks'],
  ['returns', 'console', 'ipay-door', 'openapi'],
  ['cli'],
];

const folder = (names) => `(^|/)src/(${names.join('|')})/`;

const upward = FLOORS.slice(0, -1).map((floor, i) => ({
  name: `${floor.join('-and-')}-import-nothing-from-above`,
  comment: 'A module imports only from floors below its own.',
  severity: 'error',
  from: { path: folder(floor) },
  to: { path: folder(FLOORS.slice(i + 1).flat()) },
}));

const sideways = FLOORS.filter((floor) => floor.length > 1).flatMap((floor) =>
  floor.map((module) => ({
    name: `${module}-imports-nothing-from-beside`,
    comment: 'Modules of one floor do not know each other.',
    severity: 'error',
    from: { path: folder([module]) },
    to: { path: folder(floor.filter((other) => other !== module)) },
  })),
);

module.exports = {
  forbidden: [
    ...upward,
    ...sideways,
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one thought in two places.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'The sandbox shares the wire types with the gateway and nothing else.',
      severity: 'error',
      from: { path: '(^|/)src/sandbox/' },
      to: { path: '(^|/)src/(?!sandbox/|gateway/ipay-wire)' },
    },
    {
      name: 'nobody-imports-the-sandbox',
      severity: 'error',
      from: { path: '(^|/)src/(?!sandbox/)' },
      to: { path: '(^|/)src/sandbox/' },
    },
    {
      name: 'upper-floors-by-the-front-door',
      comment: 'Other modules are entered through their index.ts.',
      severity: 'error',
      from: { path: '(^|/)src/([^/]+)/', pathNot: '(^|/)src/sandbox/' },
      to: {
        path: '(^|/)src/(access|gateway|merchants|orders|verification|webhooks|returns|console|ipay-door|openapi)/',
        pathNot: ['(^|/)src/$2/', '/index\\.ts$'],
      },
    },
    {
      name: 'sql-lives-in-repositories',
      comment: 'The database is reached from repositories and the ground floor only.',
      severity: 'error',
      from: {
        path: '(^|/)src/(access|gateway|merchants|orders|verification|webhooks|returns|console|ipay-door|openapi)/',
        pathNot: '\\.repository\\.ts$',
      },
      to: { path: '(^|/)src/database/(database|replica)\\.ts$' },
    },
    {
      name: 'sources-import-no-tests-or-tools',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools|bench)/' },
    },
    {
      name: 'no-development-packages-at-run-time',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
