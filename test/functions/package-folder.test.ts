import * as fs from 'fs';
import * as path from 'path';
import { PACKAGE_FOLDER } from '../../lib/functions';

test('the folder of the package is where its package.json is', () => {
  expect(JSON.parse(fs.readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8')).name).toBe('cdk-sec3');
});
