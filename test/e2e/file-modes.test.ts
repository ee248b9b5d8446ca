import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

jest.setTimeout(300_000);

const ROOT = path.join(__dirname, '../..');

const OWN_CODE: readonly [string, RegExp][] = [
  ['the validator of Node.js', /\/schemas\.mjs$/],
  ['the validator of Python', /\/contract\.py$/],
  ['bundling', /\/node_modules\/lists\/package\.json$/],
  ['the workload of the feed', /\/workload\.json$/],
  ['functions of this library', /asset\.[0-9a-f]+\/index\.js\.LEGAL\.txt$/],
  ['bills of materials', /\/sbom\/.*\.cdx\.json$/],
];

/** Returns the mode of each file and folder below a folder. */
function modesBelow(folder: string): Map<string, string> {
  const modes = new Map<string, string>();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    modes.set(file, (fs.statSync(file).mode % 0o1000).toString(8));
  }
  return modes;
}

describe.each(['077', '000'])('under umask %s', (umask) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-modes-'));
  let modes: Map<string, string>;

  beforeAll(() => {
    const args = ['--tsconfig', path.join(ROOT, 'test/tsconfig.json'), path.join(__dirname, 'apps/file-modes.ts'), umask, folder];
    const { status, stderr } = spawnSync(path.join(ROOT, 'node_modules/.bin/tsx'), args, { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } });
    if (status !== 0) throw new Error(stderr);
    modes = modesBelow(path.join(folder, 'cdk.out'));
  });

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test.each(OWN_CODE)('%s is readable by all and writable only by the owner', (_, pattern) => {
    const files = [...modes.keys()].filter((file) => pattern.test(file));
    expect(files).not.toEqual([]);
    for (const file of files) {
      expect([file, modes.get(file)]).toEqual([file, '644']);
      for (let up = path.dirname(file); path.basename(up) !== 'cdk.out'; up = path.dirname(up)) expect([up, modes.get(up)]).toEqual([up, '755']);
    }
  });

  test('assets with such code have no other files with different modes', () => {
    const assets = [...modes.keys()].filter((file) => OWN_CODE.slice(0, 5).some(([, pattern]) => pattern.test(file))).map((file) => /^.*?\/asset\.[0-9a-f]+/.exec(file)![0]);
    const wrong = [...modes].filter(([file, mode]) => assets.some((asset) => file.startsWith(`${asset}/`)) && !/^(644|755)$/.test(mode));
    expect(wrong).toEqual([]);
  });
});
