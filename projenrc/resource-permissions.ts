/**
 * Writes `resource-permissions.json`: the IAM actions that CloudFormation's handlers of resource types need, according to their schemas in the
 * registry. cfn-lint ships these schemas.
 */
import * as fs from 'fs';
import * as path from 'path';
import { constructPages } from './construct-pages/pages';
import { PythonTool } from '../test/tools/python-tool';

export const PERMISSIONS_FILE = path.join(__dirname, 'resource-permissions.json');

/** The actions for each type. Empty if the registry has no handlers for it. */
export interface ResourcePermissions {
  readonly [type: string]: readonly string[];
}

const VERSION = '1.58.0';

const SCRIPT = `
import importlib.resources, json, re, sys
schemas = importlib.resources.files('cfnlint') / 'data' / 'schemas'
index = json.loads((schemas / 'providers' / 'us-east-1.json').read_text())
out = {}
for name in json.loads(sys.argv[1]):
    handlers = json.loads((schemas / 'resources' / (index[name] + '.json')).read_text()).get('handlers', {})
    kinds = ['create', 'read', 'update', 'delete']
    actions = {action for kind in kinds for action in handlers.get(kind, {}).get('permissions', [])}
    # Some schemas list the names in access logs instead of actions.
    out[name] = sorted(action for action in actions if re.fullmatch('[a-z0-9-]+:[A-Za-z*]+', action))
print(json.dumps(out))
`;

/** Reads cfn-lint's data about the types that the constructs create. */
export function resourcePermissions(): ResourcePermissions {
  const types = new Set(constructPages().flatMap(({ resources }) => resources.map(({ Type }) => Type)).filter((type) => type.startsWith('AWS::')));
  const python = new PythonTool('cfn-lint', VERSION, 'python');
  const { status, stdout, stderr } = python.run(['-c', SCRIPT, JSON.stringify([...types].sort())], __dirname);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Returns the text of the file. */
export function permissionsText(permissions: ResourcePermissions): string {
  return `${JSON.stringify(permissions, null, 2)}\n`;
}

if (require.main === module) fs.writeFileSync(PERMISSIONS_FILE, permissionsText(resourcePermissions()));
