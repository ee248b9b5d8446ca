import { execFileSync } from 'child_process';
import * as dgram from 'dgram';
import * as fs from 'fs';
import * as http2 from 'http2';
import * as net from 'net';
import * as path from 'path';
import * as tls from 'tls';

/** Addresses of external hosts, in a separate network namespace (203.0.113.0/24 and 2001:db8::/32 are reserved for documentation). */
export const OTHER_HOST = '203.0.113.10';
export const OTHER_HOST_6 = '2001:db8::10';
const ALLOWED_HOST = '203.0.113.20';
export const NAME_SERVER = '203.0.113.53';
export const ADDRESSES = [OTHER_HOST, ALLOWED_HOST, NAME_SERVER, OTHER_HOST_6];

/** The only host that policies allow, on the ports `tcp` and `http2`. */
export const ALLOWED_NAME = 'allowed.example.com';
export const OTHER_NAME = 'evil.example.net';
export const PORTS = { tcp: 8080, tls: 8443, http2: 8081, udp: 5005 };

const NAMES: Record<string, string> = { [ALLOWED_NAME]: ALLOWED_HOST, [OTHER_NAME]: OTHER_HOST };

/** Data that arrived at a listener. */
interface Arrival {
  readonly where: string;
  readonly data: string;
}

/** External hosts, and the data that arrived at them. */
export class Internet {
  /** Starts all listeners, including a name server. */
  public static async start(folder: string): Promise<Internet> {
    const internet = new Internet();
    await Promise.all([
      internet.listen(net.createServer((socket) => internet.serve(socket)), PORTS.tcp),
      internet.listen(tls.createServer(certificate(folder), (socket) => internet.serve(socket)), PORTS.tls),
      internet.listen(internet.http2Server(), PORTS.http2),
      internet.listen(net.createServer((socket) => internet.serve(socket)), 53),
      ...[OTHER_HOST, OTHER_HOST_6].map((host) => internet.datagrams(host, PORTS.udp)),
      internet.datagrams(OTHER_HOST, 53),
      internet.datagrams(NAME_SERVER, 53),
    ]);
    return internet;
  }

  private readonly arrivals: Arrival[] = [];
  private readonly closers: (() => void)[] = [];

  private constructor() {}

  /** Checks whether data with the token arrived at a destination that the policies do not allow. */
  public received(token: string): boolean {
    return this.arrivals.some(({ where, data }) => !ALLOWED.includes(where) && data.includes(token));
  }

  /** Records data that arrived at another listener. */
  public note(where: string, data: string): void {
    this.arrivals.push({ where, data });
  }

  public stop(): void {
    for (const close of this.closers) close();
  }

  /** Accepts plain bytes. HTTP requests get a response, so that clients end as usual. */
  private serve(socket: net.Socket): void {
    const where = `${plain(socket.localAddress)}:${socket.localPort}`;
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      this.note(where, (received += data.toString('latin1')));
      if (/^[A-Z]+ .* HTTP\/1.1\r\n[^]*\r\n\r\n/.test(received)) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    });
  }

  private http2Server(): http2.Http2Server {
    const server = http2.createServer();
    server.on('stream', (stream, headers) => {
      const socket = stream.session!.socket;
      this.note(`${plain(socket.localAddress)}:${socket.localPort}`, String(headers[':path']));
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.end('ok');
    });
    server.on('sessionError', () => undefined);
    return server;
  }

  private listen(server: net.Server, port: number): Promise<void> {
    this.closers.push(() => server.close());
    return new Promise((resolve, reject) => server.on('error', reject).listen(port, '::', resolve));
  }

  private datagrams(host: string, port: number): Promise<void> {
    const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
    this.closers.push(() => socket.close());
    socket.on('message', (message, from) => {
      this.note(`${host}:${port}`, message.toString('latin1'));
      if (port !== 53) return;
      const query = resolved(message);
      // Some datagrams are not queries.
      if (query === undefined) return;
      this.note(`${host}:53`, query.name);
      socket.send(query.answer, from.port, from.address);
    });
    return new Promise((resolve, reject) => socket.on('error', reject).bind(port, host, resolve));
  }
}

const ALLOWED = [`${ALLOWED_HOST}:${PORTS.tcp}`, `${ALLOWED_HOST}:${PORTS.http2}`];

function plain(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/, '');
}

/** Returns the queried name and the answer: an address for known names, otherwise NXDOMAIN. */
function resolved(query: Buffer): { name: string; answer: Buffer } | undefined {
  const labels: string[] = [];
  let at = 12;
  while (at < query.length && query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]).toLowerCase());
    at += 1 + query[at];
  }
  if (at + 5 > query.length) return undefined;
  const question = query.subarray(12, at + 5);
  const name = labels.join('.');
  const address = query.readUInt16BE(at + 1) === 1 ? NAMES[name] : undefined;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(name in NAMES ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(address ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = address ? [Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)])] : [];
  return { name: unreversed(labels) ?? name, answer: Buffer.concat([header, question, ...record]) };
}

/** Returns the digits of the IPv6 address in a reverse query. */
function unreversed(labels: readonly string[]): string | undefined {
  return labels.at(-2) === 'ip6' ? labels.slice(0, -2).reverse().join('') : undefined;
}

function certificate(folder: string): tls.TlsOptions {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', `/CN=${OTHER_NAME}`, '-addext', `subjectAltName=IP:${OTHER_HOST}`];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', ...subject], {
    stdio: 'ignore',
  });
  return { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
}
