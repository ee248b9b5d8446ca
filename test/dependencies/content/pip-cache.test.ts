import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { wheel } from './a-wheel';
import { pipCache, pipWheels } from '../../../lib/dependencies/content/pip-cache';

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

test('other responses and other releases are ignored', () => {
  const folder = path.join(home, 'cache/http-v2/0/1/2/3/4');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, '01234.body'), '<html>a_b-1.0 is here</html>');
  fs.writeFileSync(path.join(folder, '01235.body'), '');
  expect([...pipWheels(pipCache())]).toEqual([]);
  fs.writeFileSync(path.join(folder, '01236.body'), wheel);
  expect([...pipWheels(pipCache())]).toEqual([['a-b==1.0', [path.join(folder, '01236.body')]]]);
});
