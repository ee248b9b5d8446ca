import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import * as http from 'http';
import * as net from 'net';
import * as path from 'path';

/** The response to an HTTP request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The network of functions: a namespace with only the loopback interface, on which a few addresses of the Internet are simulated. */
export class Network {
  /**
   * @param folder the folder for the sockets between the namespace and this process
   * @param addresses addresses of the hosts on the Internet, which listen on port 443
   * @throws Error if no namespace can be created, as without root
   */
  public static async start(folder: string, addresses: readonly string[]): Promise<Network> {
    const [outside, inside] = [path.join(folder, 'outside.sock'), path.join(folder, 'inside.sock')];
    const command = ['--net', '--', process.execPath, path.join(__dirname, 'gateway.cjs'), outside, inside, ...addresses];
    const gateway = spawn('unshare', command, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let problem = '';
    gateway.stderr!.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    const [ready] = await Promise.race([once(gateway, 'message'), once(gateway, 'exit')]);
    if (ready !== 'ready') throw new Error(`A network namespace can't be created here (run it as root, where unshare is permitted): ${problem}`);
    return new Network(gateway, outside, inside);
  }

  private constructor(
    private readonly gateway: ChildProcess,
    /** The socket on which connections to the Internet arrive. */
    public readonly outside: string,
    private readonly inside: string,
  ) {}

  /** The command that runs another command in this network. */
  public get enter(): readonly string[] {
    return ['nsenter', `--net=/proc/${this.gateway.pid}/ns/net`, '--'];
  }

  /** Sends a request to a server in the network, such as `127.1.0.1:8080`. @throws Error if there is no response */
  public request(authority: string, request: http.RequestOptions, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const createConnection = () => {
        const socket = net.connect(this.inside);
        socket.write(`${authority}\n`);
        return socket;
      };
      const sent = http.request({ ...request, createConnection, host: authority }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject).end(body);
    });
  }

  /** Checks whether a server listens in the network. */
  public async listens(authority: string): Promise<boolean> {
    return this.request(authority, { method: 'HEAD', path: '/' }, '').then(() => true, () => false);
  }

  public async stop(): Promise<void> {
    const stopped = once(this.gateway, 'exit');
    this.gateway.disconnect();
    await stopped;
  }
}
