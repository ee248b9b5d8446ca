import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { eventsIn, GUARD, inNamespace, policy } from '../runtime-guard/native/guarded';

/** Runtimes that only have the native library. The programs try one operation of each kind, and print the results. */
jest.setTimeout(300_000);

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-runtimes-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const JAVA = `
import java.io.*; import java.net.*; import java.nio.file.*;
public class Attempts {
  interface Attempt { Object make() throws Exception; }
  static void attempt(String name, Attempt attempt) {
    try { System.out.println(name + "=" + attempt.make()); } catch (Throwable error) { System.out.println(name + "=" + error.getClass().getSimpleName()); }
  }
  public static void main(String[] arguments) throws Exception {
    attempt("read", () -> Files.readString(Path.of("/proc/sys/kernel/ostype")).trim());
    attempt("loopback", () -> { try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) { return "done"; } });
    attempt("write", () -> { Files.writeString(Path.of(arguments[0]), "written"); return "done"; });
    attempt("spawn", () -> new ProcessBuilder("/bin/true").start().waitFor());
    attempt("connect", () -> { new Socket("203.0.113.10", 443).close(); return "done"; });
    attempt("datagram", () -> { new DatagramSocket().send(new DatagramPacket(new byte[1], 1, InetAddress.getByName("203.0.113.10"), 443)); return "done"; });
    attempt("resolve", () -> InetAddress.getByName("evil.example"));
    attempt("memory", () -> { new RandomAccessFile("/proc/self/mem", "r").close(); return "done"; });
    Thread thread = new Thread(() -> System.out.println("thread=done")); thread.start(); thread.join();
  }
}`;

const RUBY = `
require 'socket'
def attempt(name) puts "#{name}=#{yield}" rescue puts "#{name}=#{$!.class}" end
attempt('read') { File.read('/proc/sys/kernel/ostype').strip }
attempt('loopback') { server = TCPServer.new('127.0.0.1', 0); TCPSocket.new('127.0.0.1', server.addr[1]).close; 'done' }
attempt('write') { File.write(ARGV[0], 'written'); 'done' }
attempt('spawn') { Process.wait(Process.spawn('/bin/true')); 0 }
attempt('fork') { Process.wait(fork { exit!(0) }); 0 }
attempt('connect') { TCPSocket.new('203.0.113.10', 443) }
attempt('datagram') { UDPSocket.new.send('x', 0, '203.0.113.10', 443); 'done' }
attempt('resolve') { Addrinfo.getaddrinfo('evil.example', nil) }
attempt('memory') { File.open('/proc/self/mem').close; 'done' }
Thread.new { puts 'thread=done' }.join`;

/** Returns the output of the program in a network that only has 203.0.113.10, without listeners. */
function attempts(command: readonly string[], document: string | undefined, env: NodeJS.ProcessEnv = {}) {
  const file = path.join(folder, 'written');
  fs.rmSync(file, { force: true });
  const wrapper = document === undefined ? [] : [path.join(GUARD, 'wrapper')];
  const [program, ...args] = inNamespace([...wrapper, ...command, file], ['203.0.113.10/32']);
  const { status, stdout, stderr } = spawnSync(program, args, { env: { PATH: process.env.PATH, SEC3_RUNTIME_POLICY: document, ...env }, encoding: 'utf8' });
  const results = Object.fromEntries(stdout.trim().split('\n').map((line) => line.split('=')));
  return { status, results, written: fs.existsSync(file), events: eventsIn(stderr) };
}

const BLOCKED = ['childProcess', 'fileWrite', 'inspector', 'network'];

test('Java', () => {
  fs.writeFileSync(path.join(folder, 'Attempts.java'), JAVA);
  const compiled = spawnSync('javac', ['-d', folder, path.join(folder, 'Attempts.java')], { encoding: 'utf8' });
  expect(compiled).toMatchObject({ status: 0 });
  const command = ['java', '-cp', folder, 'Attempts'];
  const unguarded = { read: 'Linux', loopback: 'done', write: 'done', spawn: '0', connect: 'ConnectException', datagram: 'done', resolve: 'UnknownHostException', memory: 'done', thread: 'done' };
  expect(attempts(command, undefined)).toMatchObject({ status: 0, results: unguarded, written: true });
  const alerted = attempts(command, policy('alert'));
  expect(alerted).toMatchObject({ status: 0, results: unguarded, written: true });
  const blocked = attempts(command, policy('block'));
  expect(blocked).toMatchObject({ status: 0, written: false });
  expect(blocked.results).toEqual({
    ...unguarded, write: 'AccessDeniedException', spawn: 'IOException', connect: 'BindException', datagram: 'BindException', memory: 'FileNotFoundException',
  });
  for (const { events } of [alerted, blocked]) expect([...new Set(events.map(({ category }) => category))].sort()).toEqual(BLOCKED);
});

test('Ruby', () => {
  const packages = ['ruby3.1', 'libruby3.1', 'libyaml-0-2'];
  expect(spawnSync('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...packages], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0 });
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.deb'))) spawnSync('dpkg-deb', ['-x', file, 'ruby'], { cwd: folder });
  const root = path.join(folder, 'ruby/usr');
  const machine = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const env = { LD_LIBRARY_PATH: path.join(root, 'lib', machine), LAMBDA_RUNTIME_DIR: root };
  const script = path.join(folder, 'attempts.rb');
  fs.writeFileSync(script, RUBY);
  const modules = [path.join(root, 'lib/ruby/3.1.0'), path.join(root, 'lib', machine, 'ruby/3.1.0')];
  const command = [path.join(root, 'bin/ruby3.1'), '--disable-gems', ...modules.flatMap((place) => ['-I', place]), script];
  const unguarded = {
    read: 'Linux',
    loopback: 'done',
    write: 'done',
    spawn: '0',
    fork: '0',
    connect: 'Errno::ECONNREFUSED',
    datagram: 'done',
    resolve: 'SocketError',
    memory: 'done',
    thread: 'done',
  };
  expect(attempts(command, undefined, env)).toMatchObject({ status: 0, results: unguarded, written: true });
  const alerted = attempts(command, policy('alert'), env);
  expect(alerted).toMatchObject({ status: 0, results: unguarded, written: true });
  const blocked = attempts(command, policy('block'), env);
  expect(blocked).toMatchObject({ status: 0, written: false });
  const refused = 'Errno::EACCES';
  const expected = Object.fromEntries(['write', 'spawn', 'fork', 'connect', 'datagram', 'memory'].map((attempt) => [attempt, refused]));
  expect(blocked.results).toEqual({ ...unguarded, ...expected });
  for (const { events } of [alerted, blocked]) expect([...new Set(events.map(({ category }) => category))].sort()).toEqual(BLOCKED);
});
