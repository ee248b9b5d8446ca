/** Compares the tables of `lib/aws` with a second source, and generates those from a PyPI package and a Go module again. */
import * as fs from 'fs';
import * as path from 'path';
import { LAMBDA_RUNTIMES } from '../../lib/aws/lambda-runtimes';
import { environmentMaps, functionReferences, resourcePolicies, secretProperties } from '../../lib/aws/properties';
import { tableOf } from '../../lib/aws/table';
import { ACTIONS_WITHOUT_RESOURCE } from '../../lib/aws/tables/actions-without-resource';
import { isUnscoped } from '../../lib/aws/unscoped-actions';
import { managedPoliciesFile } from '../../projenrc/aws-tables/managed-policies';
import { TABLES } from '../../projenrc/aws-tables/tables';
import { tokenFormatsFile } from '../../projenrc/aws-tables/token-formats';
import { PythonTool } from '../tools/python-tool';

jest.setTimeout(600_000);

/** Facts of cfn-lint about CloudFormation, IAM and Lambda. */
interface CfnLint {
  readonly properties: { readonly [type: string]: readonly string[] };
  readonly policies: { readonly [service: string]: { readonly Actions?: { readonly [action: string]: { readonly Resources?: readonly string[] } } } };
  readonly runtimes: { readonly [runtime: string]: { readonly deprecated: string | null } };
}

const PRINT = `
import importlib.resources as resources, json
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER as manager
read = lambda name: json.loads((resources.files('cfnlint.data.AdditionalSpecs') / name).read_text())
types = manager.get_resource_types('us-east-1')
properties = {name: list(manager.get_resource_schema('us-east-1', name).schema.get('properties', {})) for name in types}
print(json.dumps({'properties': properties, 'policies': read('Policies.json'), 'runtimes': read('LmbdRuntimeLifecycle.json')}))
`;

let other: CfnLint;

beforeAll(() => {
  const { status, stdout, stderr } = new PythonTool('cfn-lint', '1.58.0', 'python').run(['-c', PRINT], process.cwd());
  if (status !== 0) throw new Error(stderr);
  other = JSON.parse(stdout);
});

test('the list of managed policies matches their documents', async () => {
  const [[file, text]] = Object.entries(await managedPoliciesFile());
  if (fs.readFileSync(path.join(TABLES, file), 'utf8') !== text) throw new Error('run `npm run aws-tables -- --managed-policies`');
});

test('token formats match those of gitleaks', () => {
  const [[file, text]] = Object.entries(tokenFormatsFile());
  if (fs.readFileSync(path.join(TABLES, file), 'utf8') !== text) throw new Error('run `npm run aws-tables -- --token-formats`');
});

test('deprecation days of runtimes match those of another source', () => {
  const shared = Object.keys(other.runtimes).filter((name) => LAMBDA_RUNTIMES.has(name));
  expect(Object.keys(other.runtimes).filter((name) => !LAMBDA_RUNTIMES.has(name))).toEqual([]);
  expect(shared.length).toBeGreaterThan(40);
  expect(shared.filter((name) => other.runtimes[name].deprecated !== (LAMBDA_RUNTIMES.get(name)!.deprecated ?? null))).toEqual([]);
});

test('properties of the tables exist in another source', () => {
  const tables = [secretProperties(), environmentMaps(), functionReferences(), resourcePolicies()];
  const lines = tables.flatMap((table) => [...table].flatMap(([type, paths]) => paths.map((where) => ({ type, first: where.split('.')[0] }))));
  const known = lines.filter(({ type }) => type in other.properties);
  expect(known.length / lines.length).toBeGreaterThan(0.9);
  expect(known.filter(({ type, first }) => !other.properties[type].includes(first))).toEqual([]);
});

test('actions without a resource have none in another source', () => {
  const actions = [...tableOf(ACTIONS_WITHOUT_RESOURCE).keys()].flatMap((service) =>
    Object.entries(other.policies[service]?.Actions ?? {}).map(([name, { Resources: resources = [] }]) => ({ action: `${service}:${name}`, takes: resources.length > 0 })),
  );
  const different = actions.filter(({ action, takes }) => takes && isUnscoped(action)).map(({ action }) => action);
  console.info(`${actions.length} actions, of which ${different.length} take a resource there and none here: ${different.join(', ')}`);
  expect(actions.length).toBeGreaterThan(5000);
  expect(different.length / actions.length).toBeLessThan(0.01);
});
