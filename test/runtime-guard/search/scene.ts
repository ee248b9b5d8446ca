import * as fs from 'fs';
import * as net from 'net';
import * as path from 'path';
import { Runtime } from './guest';
import { Guest } from '../escapes/guest';
import { OTHER_HOST, PORTS } from '../escapes/internet';
import { Laboratory } from '../escapes/laboratory';
import { nodeGuest } from '../escapes/node-guest';
import { pythonGuest } from '../escapes/python-guest';
import { requireSealed } from '../sealed/sealed';

/** Environment of the search: a function whose code belongs to the search. The process must be in sealed namespaces. */
export class Scene {
  public readonly guest: Guest;
  public readonly secrets: string;
  public readonly foreign: string;
  public readonly runtime: string;
  private readonly laboratory: Laboratory;
  private readonly socket: net.Server;

  /** @param guard the folder of the guard, laid out as in its layer; a copy of it runs */
  constructor(guard: string, { language, interpreter }: Runtime) {
    requireSealed();
    this.laboratory = new Laboratory(guard);
    const { folder, task } = this.laboratory;
    this.guest = language === 'node' ? nodeGuest(interpreter, folder) : pythonGuest(interpreter, folder);
    fs.cpSync(path.join(__dirname, language), task, { recursive: true });
    this.runtime = path.join(folder, this.guest.runtime);
    fs.copyFileSync(path.join(__dirname, '../escapes', language, this.guest.runtime), this.runtime);
    this.secrets = path.join(task, 'secrets');
    this.foreign = path.join(folder, 'foreign');
    for (const made of [this.secrets, this.foreign]) fs.mkdirSync(made);
    for (const place of [task, this.secrets]) this.laboratory.write(this.guest, place);
    fs.writeFileSync(path.join(this.secrets, 'notes.txt'), this.laboratory.sourceText);
    for (const name of ['effect', 'loaded.so', 'loaded.node']) fs.copyFileSync(path.join(folder, name), path.join(this.foreign, name));
    this.socket = net.createServer((socket) => socket.on('error', () => undefined)).listen(this.laboratory.unixSocket, () => fs.chmodSync(this.laboratory.unixSocket, 0o777));
  }

  public get wrapper(): string {
    return path.join(this.laboratory.guard, 'wrapper');
  }

  /**
   * Folder that nothing may read, as the kernel sees it. Node.js has none: its module loader reads any file of the function, and exposes none of its
   * content.
   */
  public get unreadable(): string {
    return this.guest.language === 'node' ? '/none' : this.secrets;
  }

  public get task(): string {
    return this.laboratory.task;
  }

  /** Restores the initial state of the files, and returns the data of cases; `slot` distinguishes concurrent runs. */
  public renewed(slot: number) {
    const { secrets, foreign, laboratory, guest } = this;
    const out = path.join(laboratory.folder, `out-${slot}`);
    fs.rmSync(out, { recursive: true, force: true });
    const victim = path.join(out, 'victim.txt');
    fs.mkdirSync(out);
    fs.writeFileSync(victim, 'as it was');
    for (const each of [out, victim]) fs.chownSync(each, 993, 990);
    return {
      out,
      victim,
      secrets,
      source: path.join(laboratory.task, guest.source),
      program: path.join(foreign, 'effect'),
      library: path.join(foreign, 'loaded.so'),
      addon: path.join(foreign, 'loaded.node'),
      host: OTHER_HOST,
      port: PORTS.tcp,
      socket: laboratory.unixSocket,
      /** The text in the function's files, reversed, because the search would find the text in the event too. */
      reversed: [...laboratory.sourceText].reverse().join(''),
    };
  }

  public report(slot: number): string {
    return path.join(this.laboratory.folder, `report-${slot}`);
  }

  public remove(): void {
    this.socket.close();
    this.guest.remove();
    this.laboratory.remove();
  }
}
