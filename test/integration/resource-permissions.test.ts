import * as fs from 'fs';
import { PERMISSIONS_FILE, permissionsText, resourcePermissions } from '../../projenrc/resource-permissions';

jest.setTimeout(600_000);

test('the actions that resource types need are those of the registry’s schemas; npm run docs:permissions reads them again', () => {
  const permissions = resourcePermissions();
  expect(permissions['AWS::Lambda::Function']).toContain('lambda:CreateFunction');
  expect(fs.readFileSync(PERMISSIONS_FILE, 'utf8')).toBe(permissionsText(permissions));
});
