import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { reportRoot, repositoryRoot } from '../../lib/report';

test('finds the root of the repository, or returns the folder itself', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-root-')));
  const inner = path.join(folder, 'a', 'b');
  fs.mkdirSync(inner, { recursive: true });
  expect(repositoryRoot(inner)).toBe(inner);
  // A work tree has a file of that name.
  fs.writeFileSync(path.join(folder, '.git'), 'gitdir: elsewhere');
  expect(repositoryRoot(inner)).toBe(folder);
  fs.rmSync(folder, { recursive: true });
});

test('reports name files relative to the working folder if none is in the repository', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-root-')));
  const [here, elsewhere] = ['here', 'elsewhere'].map((name) => path.join(folder, name));
  fs.mkdirSync(path.join(here, '.git'), { recursive: true });
  fs.mkdirSync(path.join(elsewhere, 'a', 'b'), { recursive: true });
  const [mine, first, second] = [path.join(here, 't.yaml'), path.join(elsewhere, 'a', 't.yaml'), path.join(elsewhere, 'a', 'b', 't.yaml')];
  expect(reportRoot(here, [])).toBe(here);
  expect(reportRoot(here, [mine])).toBe(here);
  expect(reportRoot(here, [mine, first])).toBe(here);
  expect(reportRoot(here, [first])).toBe(path.join(elsewhere, 'a'));
  expect(reportRoot(here, [second, first])).toBe(path.join(elsewhere, 'a'));
  fs.mkdirSync(path.join(elsewhere, '.git'));
  expect(reportRoot(here, [second, first])).toBe(elsewhere);
  fs.rmSync(folder, { recursive: true });
});
