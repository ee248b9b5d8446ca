import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const NAMESPACES = ['--net', '--mount', '--ipc', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** Capabilities of root that only concern visible files and processes. */
const CAPABILITIES = ['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'net_bind_service', 'net_raw', 'setgid', 'setuid', 'sys_ptrace', 'sys_resource'];
/** Writable mounts besides the folder. Their content disappears with the namespaces. */
const OWN = ['/proc', '/dev/shm', '/dev/pts'];

/**
 * Returns the command that runs a command isolated from the machine, with sealed.sh; needs root.
 * @param folder the only writable folder, which contains the temporary files; all users can enter it
 * @param addresses of external hosts
 */
export function sealed(folder: string, addresses: readonly string[], command: readonly string[]): string[] {
  return ['unshare', ...NAMESPACES, 'sh', path.join(__dirname, 'sealed.sh'), folder, addresses.join(' '), ...command];
}

/** Returns the command that runs a command as a root that cannot mount, create devices, or access the underlying namespaces. */
export function withoutPower(command: readonly string[]): string[] {
  return ['setpriv', '--no-new-privs', '--inh-caps', '-all', '--bounding-set', ['-all', ...CAPABILITIES.map((name) => `+${name}`)].join(), ...command];
}

/**
 * Checks that this process cannot change the machine's files. Code that starts hostile code calls it first.
 * @throws if it could
 */
export function requireSealed(): void {
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').map((line) => line.split(' '));
  const open = mounts.filter(([, target, , options]) => !options.split(',').includes('ro') && ![...OWN, os.tmpdir()].includes(target)).map(([, target]) => target);
  if (open.length > 0) throw new Error(`Hostile code runs in namespaces of its own only (sealed.ts); here it could change ${open.join(', ')}`);
}
