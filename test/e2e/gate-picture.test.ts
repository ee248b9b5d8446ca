import * as fs from 'fs';
import * as path from 'path';
import { gatePicture } from '../../projenrc/gate-picture';

jest.setTimeout(120_000);

test('the picture in the README is what cdk synth prints; npm run docs draws it again', () => {
  expect(fs.readFileSync(path.join(__dirname, '../../docs/gate.svg'), 'utf8')).toBe(gatePicture());
});
