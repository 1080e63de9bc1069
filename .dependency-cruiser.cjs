/** The one direction of imports; docs/architecture.md explains it. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'libs-are-framework-free',
      severity: 'error',
      from: { path: '^libs' },
      to: { path: '^(src|demo|bench|test)|node_modules/(@nestjs|ioredis|opossum)' },
    },
    {
      name: 'domain-depends-on-nothing',
      severity: 'error',
      from: { path: '^libs/domain' },
      to: { pathNot: '^libs/domain', dependencyTypesNot: ['core'] },
    },
    {
      name: 'clients-are-strangers',
      severity: 'error',
      from: { path: '^libs/(odoo-client|microshare-client)/' },
      to: { path: '^libs/(odoo-client|microshare-client|simulators)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'simulators-never-in-production',
      severity: 'error',
      from: { path: '^(src|libs/(?!simulators))', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/simulators' },
    },
    {
      name: 'ioredis-only-in-cache-drivers',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/cache/drivers' },
      to: { path: 'node_modules/ioredis' },
    },
    {
      name: 'odoo-client-only-in-its-adapter',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/erp/adapters/odoo' },
      to: { path: '^libs/odoo-client' },
    },
    {
      name: 'microshare-client-only-in-its-module',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/microshare' },
      to: { path: '^libs/microshare-client' },
    },
    {
      name: 'erp-and-microshare-are-strangers',
      severity: 'error',
      from: { path: '^src/(erp|microshare)/' },
      to: { path: '^src/(erp|microshare|devices|gap-analysis|health|auth)/', pathNot: '^src/$1/' },
    },
    {
      name: 'adapters-are-private-to-erp',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/erp/' },
      to: { path: '^src/erp/adapters' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: '^src/erp/adapters/([^/]+)/' },
      to: { path: '^src/erp/adapters/', pathNot: '^src/erp/adapters/$1/' },
    },
    {
      name: 'infrastructure-knows-no-feature',
      severity: 'error',
      from: { path: '^src/(cache|resilience|config|common)/' },
      to: { path: '^src/(microshare|erp|devices|gap-analysis|auth|health)/' },
    },
    {
      name: 'devices-know-no-consumer',
      severity: 'error',
      from: { path: '^src/devices/' },
      to: { path: '^src/(gap-analysis|health)/' },
    },
    {
      name: 'nobody-knows-the-composition-root',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(main|app\\.module|create-app)\\.ts$' },
      to: { path: '^src/(main|app\\.module|create-app)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
