import * as fs from 'fs';
import { PERMISSIONS_FILE, permissionsText, resourcePermissions } from '../../projenrc/resource-permissions';

jest.setTimeout(600_000);

test('permissions for resource types match the schemas of the registry; npm run docs:permissions updates them', () => {
  const permissions = resourcePermissions();
  expect(permissions['AWS::Lambda::Function']).toContain('lambda:CreateFunction');
  expect(fs.readFileSync(PERMISSIONS_FILE, 'utf8')).toBe(permissionsText(permissions));
});
