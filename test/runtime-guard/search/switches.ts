import { Language } from '../escapes/guest';

/** A text of the guard's source, and its replacement that disables a protection. */
export interface Edit {
  /** Path below lambda/runtime-guard. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** A protection of the guard, and the edits that disable it. */
export interface Switch {
  readonly name: string;
  readonly language: Language;
  readonly edits: readonly Edit[];
}

const native = (file: string, call: string): Edit => ({ file: `native/${file}.c`, text: `return sec3_denied(${call});`, instead: 'return false;' });
const line = (file: string, text: string): Edit => ({ file: `node/${file}`, text, instead: '' });
const audited = (event: string): Edit => ({ file: 'native/python-hook.c', text: `  { "${event}", `, instead: `  { "${event}.", ` });

/** Node.js 22 and 24 also have their permission model. */
const PERMISSIONS = line('flags.sh', '    22 | 24) sec3_permission_model ;;\n');
const PROCESSES = line('guard.cjs', '  processes.install();\n');
const SOCKETS = native('interpose-sockets', 'SEC3_NETWORK, api, target, NULL');
const CHANGES = native('interpose-changes', 'SEC3_FILE_WRITE, api, path, NULL');
const WRITES: Edit = { file: 'native/interpose-open.c', text: '!passes && sec3_denied(SEC3_FILE_WRITE, api, path, NULL)', instead: 'false' };
const READS: Edit = { file: 'native/interpose-open.c', text: 'sec3_denied(SEC3_SOURCE_READ, api, path, NULL) ? DENIED : PASSES', instead: 'PASSES' };
const MEMORY: Edit = { file: 'native/interpose-open.c', text: 'is_process_memory(fd, path) && sec3_tampering_denied(api, path) ? DENIED : ', instead: '' };
const LIBRARIES = native('interpose-native', 'SEC3_NATIVE_ADDON, api, *name, NULL');
const NAMES = native('interpose-names', 'SEC3_NETWORK, api, name, NULL');
const STARTS = native('interpose-process', 'SEC3_CHILD_PROCESS, api, target, NULL');
const OPTIONS = native('interpose-options', 'SEC3_NETWORK, api, target, NULL');

/** The guard's protections, one by one. */
export const SWITCHES: readonly Switch[] = [
  { name: 'starting of programs', language: 'node', edits: [STARTS, PROCESSES, PERMISSIONS] },
  { name: 'connections', language: 'node', edits: [SOCKETS] },
  { name: 'opening to write', language: 'node', edits: [WRITES] },
  { name: 'changes of files', language: 'node', edits: [CHANGES] },
  { name: 'reading of source', language: 'node', edits: [READS] },
  { name: 'process memory', language: 'node', edits: [MEMORY] },
  { name: 'loading of libraries', language: 'node', edits: [LIBRARIES, PROCESSES] },
  { name: 'names of hosts', language: 'node', edits: [NAMES] },
  { name: 'code from strings, by V8', language: 'node', edits: [{ file: 'native/node-code.c', text: 'sec3_denied(SEC3_DYNAMIC_CODE, api, NULL, NULL)', instead: 'false' }] },
  { name: 'WebAssembly, by V8', language: 'node', edits: [{ file: 'native/node-code.c', text: 'sec3_denied(SEC3_DYNAMIC_CODE, "WebAssembly", NULL, NULL)', instead: 'false' }] },
  { name: 'scripts of vm', language: 'node', edits: [line('dynamic-code.cjs', "  whenLoaded('vm', guardVm);\n")] },
  { name: 'modules of given text', language: 'node', edits: [line('modules.cjs', '      if (watched) judgeText(args[0], args[1]);\n')] },
  { name: 'threads', language: 'node', edits: [line('guard.cjs', '  worker.install();\n'), PERMISSIONS] },
  { name: 'the inspector', language: 'node', edits: [line('inspector.cjs', '    guardInspector();\n'), PERMISSIONS] },
  { name: 'internal bindings', language: 'node', edits: [line('inspector.cjs', '  guardBindings();\n'), PERMISSIONS] },
  { name: 'starting of programs', language: 'python', edits: [STARTS, ...['os.exec', 'os.fork', 'os.forkpty', 'os.posix_spawn', 'os.spawn', 'os.system', 'pty.spawn', 'subprocess.Popen'].map(audited)] },
  { name: 'connections', language: 'python', edits: [SOCKETS] },
  { name: 'routes of packets', language: 'python', edits: [OPTIONS] },
  { name: 'names of hosts', language: 'python', edits: [NAMES] },
  { name: 'opening to write', language: 'python', edits: [WRITES] },
  { name: 'changes of files', language: 'python', edits: [CHANGES] },
  { name: 'shared memory', language: 'python', edits: [native('interpose-shared', 'SEC3_FILE_WRITE, api, name, NULL')] },
  { name: 'reading of source', language: 'python', edits: [READS] },
  { name: 'process memory', language: 'python', edits: [MEMORY] },
  { name: 'modules that hand out memory', language: 'python', edits: [audited('import')] },
  { name: 'code from text', language: 'python', edits: [audited('compile')] },
  { name: 'marshalled code', language: 'python', edits: [audited('marshal.loads'), audited('marshal.load')] },
  { name: 'changed code objects', language: 'python', edits: [audited('code.__new__')] },
  { name: 'tracing', language: 'python', edits: [audited('sys.settrace'), audited('sys.setprofile')] },
  { name: 'audit hooks', language: 'python', edits: [audited('sys.addaudithook')] },
  { name: 'frames of all threads', language: 'python', edits: [audited('sys._current_frames')] },
];
