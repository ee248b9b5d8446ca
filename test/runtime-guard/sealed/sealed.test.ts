import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { requireSealed, sealed, withoutPower } from './sealed';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-sealed-'));
  fs.chmodSync(folder, 0o755);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Returns the output of a shell command, run as root in the namespaces. */
function inside(script: string, powerless = true): string {
  const command = ['sh', '-c', script];
  const { status, stdout, stderr } = spawnSync('unshare', sealed(folder, ['203.0.113.10'], powerless ? withoutPower(command) : command).slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${status}: ${stderr}`);
  return stdout;
}

const attempt = (target: string) => `(: >> ${target}) 2>/dev/null && echo ${target} || echo no`;

test('only shared memory and files below the folder can be written', () => {
  const places = ['/etc/passwd', '/written', '/tmp/written', '/usr/bin/written', '/var/written', '/root/written', '/sys/power/state', __filename, path.join(os.homedir(), 'written')];
  expect(inside(places.map(attempt).join('\n')).trim().split('\n')).toEqual(places.map(() => 'no'));
  expect(inside(`${attempt('$TMPDIR/written')}; ${attempt('/dev/shm/written')}; ${attempt('/dev/null')}`)).toBe(`${folder}/written\n/dev/shm/written\n/dev/null\n`);
  expect(fs.existsSync('/dev/shm/written')).toBe(false);
});

test('kernel settings, disks and other processes are not accessible', () => {
  expect(inside(['/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger'].map(attempt).join(';'))).toBe('no\nno\n');
  expect(inside('find /dev -type b | wc -l; ls -d /proc/[0-9]* | wc -l').trim().split('\n').map(Number)).toEqual([0, expect.any(Number)]);
  expect(Number(inside('ls -d /proc/[0-9]* | wc -l'))).toBeLessThan(10);
});

test('root can’t undo this', () => {
  const script = 'mount -o remount,bind,rw / 2>/dev/null && echo mounted; mknod $TMPDIR/disk b 254 0 2>/dev/null && echo made; unshare --mount true 2>/dev/null && echo unshared; echo done';
  expect(inside(script)).toBe('done\n');
});

test('external addresses are local, and no other host can be reached', () => {
  expect(inside("ip -o -4 addr show | awk '{ print $4 }' | sort; ip route | wc -l")).toBe('127.0.0.1/8\n203.0.113.10/32\n0\n');
});

test('hostile code is started only inside', () => {
  expect(() => requireSealed()).toThrow(/Hostile code runs in namespaces of its own only \(sealed\.ts\); here it could change \//);
  const script = `require('${path.join(__dirname, 'sealed')}').requireSealed(); console.log('sealed')`;
  expect(inside(`'${process.execPath}' --import tsx -e "${script}"`)).toBe('sealed\n');
});
