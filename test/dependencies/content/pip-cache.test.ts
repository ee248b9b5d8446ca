import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { wheel } from './a-wheel';
import { pipCache } from '../../../lib/dependencies/content/pip-cache';

let home: string;
const saved = { ...process.env };
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-pip-'));
  process.env.PIP_CACHE_DIR = path.join(home, 'cache');
});
afterEach(() => {
  process.env = { ...saved };
  fs.rmSync(home, { recursive: true });
});

test('other responses, and other releases, are passed over', () => {
  const folder = path.join(home, 'cache/http-v2/0/1/2/3/4');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, '01234.body'), '<html>a_b-1.0 is here</html>');
  fs.writeFileSync(path.join(folder, '01235.body'), '');
  expect(pipCache('a-b', '1.0')).toEqual([]);
  fs.writeFileSync(path.join(folder, '01236.body'), wheel);
  expect(pipCache('a-b', '1.0')).toEqual([path.join(folder, '01236.body')]);
  expect([pipCache('a-b', '1.0.1'), pipCache('b', '1.0')]).toEqual([[], []]);
});
