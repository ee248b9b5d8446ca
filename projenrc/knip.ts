import type { KnipConfig } from 'knip' with { 'resolution-mode': 'import' };

/**
 * The configuration of knip, which reports unused files, exports and dependencies. Tests count as users. An exported value that only its own file
 * uses is reported. An exported type is not, because the signature of an exported function can name it.
 */
const config: KnipConfig = {
  entry: [
    'lib/cli/main.ts!',
    // The bundle loads it for each public class.
    'lib/public-api/checked-class.ts!',
    'lib/dependencies/inventory/after-bundling.ts!',
    // Deployables: esbuild and the runtime start with these files.
    'lambda/*/index.ts!',
    'lambda/event-validator/node/handler.mjs!',
    'lambda/event-validator/node/{quarantine-queue,equal,redaction/index}.ts!',
    'lambda/fuzz-harness/node.ts!',
    'lambda/runtime-guard/node/{guard,hook}.cjs!',
    '.projenrc.ts',
    'projenrc/{assets,aws-tables,bundle,docs,native,knip,coverage,mutation,resource-permissions,words}.ts',
    'projenrc/mutation/*.mjs',
    'bench/*.ts',
    'integ/*.ts',
    'integ/handlers/**/*.{ts,js}',
    'bench/fuzz/jazzer-target.ts',
    'examples/**/*.{ts,js}',
    'stage/main.ts',
    // The network namespace starts it as a separate program.
    'stage/network/gateway.cjs',
    'test/**/*.test.ts',
    // Programs that tests run in separate processes.
    'test/e2e/apps/*.ts',
    'test/event-validator/functions/*.{mjs,cjs}',
    'test/integration/browser/*.mjs',
    'test/languages/typescript/app.ts',
    'test/integration/stage-scene.ts',
    'test/runtime-guard/escapes/main.ts',
    'test/runtime-guard/search/{main,inside}.ts',
    'test/runtime-guard/native/*.cjs',
  ],
  project: [
    '{lib,lambda}/**/*.{ts,mjs,cjs}!',
    '{projenrc,bench,examples,integ,stage,test}/**/*.{ts,mjs,cjs}',
    // Programs that run under the guard, which request missing modules on purpose.
    '!test/runtime-guard/{escapes/node,functions,search/node}/**',
  ],
  ignoreExportsUsedInFile: { interface: true, type: true },
  ignoreDependencies: [
    // Tasks of projen run these packages. knip does not read .projen/tasks.json.
    'commit-and-tag-version',
    'jsii',
    'jsii-diff',
    'jsii-docgen',
    'jsii-pacmak',
    'jsii-rosetta',
    'ts-node',
    // Benchmarks bundle handlers from text that imports these packages, or run them by path.
    '@aws-lambda-powertools/parser',
    '@aws-lambda-powertools/validation',
    '@cyclonedx/cyclonedx-esbuild',
    '@middy/core',
    '@middy/validator',
    'zod',
    // Tests run the CDK CLI by path.
    'aws-cdk',
    // Run by path, or loaded by name.
    '@stryker-mutator/core',
    // Parts of jest.
    '@jest/test-sequencer', 'jest-environment-node', 'jest-runtime',
  ],
  // Synthesis writes this file next to the handler.
  ignoreUnresolved: ['./schemas.mjs'],
  // Tests call programs of the operating system and of other languages. The event validator's handler has two names on purpose.
  exclude: ['binaries', 'duplicates'],
};

export default config;
