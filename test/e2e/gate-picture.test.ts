import * as fs from 'fs';
import * as path from 'path';
import { gatePicture } from '../../projenrc/gate-picture';

jest.setTimeout(120_000);

test('the screenshot in the README matches the output of cdk synth; npm run docs updates it', () => {
  expect(fs.readFileSync(path.join(__dirname, '../../docs/gate.svg'), 'utf8')).toBe(gatePicture());
});
