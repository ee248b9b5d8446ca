/** Redirects connections to some hosts to servers on this machine, which respond in their place without TLS. */
import * as net from 'net';

type Connect = (...args: any[]) => net.Socket;

/** @param hosts ports on this machine, by host name */
export function divert(hosts: { readonly [host: string]: number }): void {
  if (Object.keys(hosts).length === 0) return;
  const plain = net.connect.bind(net) as Connect;
  const portOf = (args: readonly any[]): number | undefined => {
    const given = args.flat().find((arg) => typeof arg === 'object' && arg !== null);
    const host = given?.servername ?? given?.host ?? given?.hostname ?? args.find((arg) => typeof arg === 'string');
    return Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  };
  const diverting = (original: Connect, isSecure: boolean): Connect => (...args) => {
    const port = portOf(args);
    if (port === undefined) return original(...args);
    const socket = plain({ port, host: '127.0.0.1' });
    if (isSecure) socket.once('connect', () => socket.emit('secureConnect'));
    const listener = args.find((arg) => typeof arg === 'function');
    if (listener) socket.once('connect', listener);
    return Object.assign(socket, isSecure && {
      encrypted: true,
      authorized: true,
      alpnProtocol: false,
      getPeerCertificate: () => ({}),
      getSession: () => undefined,
    });
  };
  const replace = (module: object, name: string, isSecure: boolean) => {
    const original = (module as any)[name] as Connect;
    Object.defineProperty(module, name, { value: diverting(original, isSecure), writable: true, configurable: true });
  };
  // `import` can return a copy of the module, whose functions other code does not call.
  /* eslint-disable @typescript-eslint/no-require-imports */
  for (const name of ['connect', 'createConnection']) replace(require('net'), name, false);
  replace(require('tls'), 'connect', true);
  /* eslint-enable @typescript-eslint/no-require-imports */
}
