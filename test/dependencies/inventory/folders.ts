import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Creates a folder with files by their paths. Objects are written as JSON. */
export function folderOf(files: { readonly [file: string]: string | object }): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-folder-')));
  made.push(root);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const made: string[] = [];
afterAll(() => made.splice(0).forEach((root) => fs.rmSync(root, { recursive: true })));

/** Returns a `package-lock.json` with a hash for each package, which is its name in base64. */
export function npmLock(packages: { readonly [location: string]: string }): object {
  const entries = Object.entries(packages).map(([location, version]) => [location, { version, integrity: hashOf(location.replace(/^.*node_modules\//, ''), version) }]);
  return { lockfileVersion: 3, packages: Object.fromEntries([['', {}], ...entries]) };
}

export function hashOf(name: string, version: string): string {
  return `sha512-${Buffer.from(`${name}@${version}`.padEnd(64)).toString('base64')}`;
}
