import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const NAMESPACES = ['--net', '--mount', '--ipc', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** What root may do that only concerns files and processes in sight. */
const CAPABILITIES = ['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'net_bind_service', 'net_raw', 'setgid', 'setuid', 'sys_ptrace', 'sys_resource'];
/** Mounts that can be written to, besides the folder: what is there goes away with the namespaces. */
const OWN = ['/proc', '/dev/shm', '/dev/pts'];

/**
 * Gives the command that runs a command where hostile code can do no harm, as sealed.sh has it; needs root.
 *
 * @param folder the only one whose files can be changed, and which temporary files are below; everyone gets into it
 * @param addresses those of hosts that play the outside
 */
export function sealed(folder: string, addresses: readonly string[], command: readonly string[]): string[] {
  return ['unshare', ...NAMESPACES, 'sh', path.join(__dirname, 'sealed.sh'), folder, addresses.join(' '), ...command];
}

/** Gives the command that runs a command as a root that cannot mount, make devices, or get at what the namespaces are made of. */
export function withoutPower(command: readonly string[]): string[] {
  return ['setpriv', '--no-new-privs', '--inh-caps', '-all', '--bounding-set', ['-all', ...CAPABILITIES.map((name) => `+${name}`)].join(), ...command];
}

/** Makes sure that this process cannot change the machine's files: what is to start hostile code asks for it first. @throws where it could */
export function requireSealed(): void {
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').map((line) => line.split(' '));
  const open = mounts.filter(([, target, , options]) => !options.split(',').includes('ro') && ![...OWN, os.tmpdir()].includes(target)).map(([, target]) => target);
  if (open.length > 0) throw new Error(`Hostile code runs in namespaces of its own only (sealed.ts); here it could change ${open.join(', ')}`);
}
