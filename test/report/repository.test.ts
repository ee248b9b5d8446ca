import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { repositoryRoot } from '../../lib/report';

test('the root of the repository, or the folder itself', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-root-')));
  const inner = path.join(folder, 'a', 'b');
  fs.mkdirSync(inner, { recursive: true });
  expect(repositoryRoot(inner)).toBe(inner);
  // A work tree has a file of that name.
  fs.writeFileSync(path.join(folder, '.git'), 'gitdir: elsewhere');
  expect(repositoryRoot(inner)).toBe(folder);
  fs.rmSync(folder, { recursive: true });
});
