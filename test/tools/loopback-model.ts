import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';

/** A model of a service, on a free port of the loopback interface. */
export abstract class LoopbackModel {
  /** Errors of the model itself; a test with any is invalid. */
  public readonly broken: unknown[] = [];

  private readonly server = http.createServer((request, response) => {
    this.handle(request, response).catch((e: unknown) => {
      this.broken.push(e);
      response.destroy();
    });
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  protected async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  protected abstract handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void>;
}
