import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { ReviewFailed } from './errors';
import { Download, SecretReference } from './plan';
import { must } from './programs';

/** The folders of a review, and access to tools and secrets. */
export class Workplace {
  /** The folder of the reports of this review. */
  public readonly reports: string;
  private readonly tools: string;

  /**
   * @param source the folder to review
   * @param home the folder for tools and reports
   * @param cache the folder that is kept for the next review
   */
  constructor(
    public readonly source: string,
    public readonly home: string,
    private readonly cache: string,
  ) {
    this.reports = path.join(home, 'reports');
    this.tools = path.join(home, 'tools');
    // Reports of an earlier review would be mistaken for those of this one.
    fs.rmSync(this.reports, { recursive: true, force: true });
    for (const folder of [this.reports, this.tools]) fs.mkdirSync(folder, { recursive: true });
  }

  /** Returns a folder that is kept for the next review. */
  public cached(name: string): string {
    const folder = path.join(this.cache, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Installs a tool from npm by its lock file, without running scripts; returns its folder. */
  public async npmTool(name: string, { package: manifest, lock }: { readonly package: object; readonly lock: object }): Promise<string> {
    const folder = this.folder(name);
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
    await must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    return folder;
  }

  /** Installs a tool from PyPI by the hashes of its wheels; returns its folder of programs. */
  public async pythonTool(name: string, { requirements }: { readonly requirements: readonly string[] }): Promise<string> {
    const folder = this.folder(name);
    const file = path.join(folder, 'requirements.txt');
    fs.writeFileSync(file, `${requirements.join('\n')}\n`);
    await must('python3', ['-m', 'venv', path.join(folder, 'venv')], { cwd: folder });
    const programs = path.join(folder, 'venv', 'bin');
    const options = ['--quiet', '--no-compile', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:'];
    await must(path.join(programs, 'pip'), ['install', ...options, '-r', file], { cwd: folder });
    return programs;
  }

  /** Downloads a file with a known checksum; returns its path. */
  public async download(name: string, { url, sha256 }: Download): Promise<string> {
    let bytes: Buffer;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10 * 60_000) });
      if (!response.ok) throw new Error(`the status is ${response.status}`);
      bytes = Buffer.from(await response.arrayBuffer());
    } catch (e) {
      throw new ReviewFailed(`${url} can't be downloaded: ${(e as Error).message}`);
    }
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual !== sha256.toLowerCase()) throw new ReviewFailed(`${url} has SHA-256 ${actual}, and ${sha256} is expected: it is not the reviewed file`);
    const file = path.join(this.folder(name), path.basename(new URL(url).pathname));
    fs.writeFileSync(file, bytes, { mode: 0o755 });
    return file;
  }

  /** Returns the value of a secret. It is never passed as an argument of a program. */
  public async secret({ arn, field }: SecretReference): Promise<string> {
    const args = ['secretsmanager', 'get-secret-value', '--secret-id', arn, '--query', 'SecretString', '--output', 'text'];
    const text = (await must('aws', args, { cwd: this.source, asRole: true, quiet: true })).replace(/\n$/, '');
    const value = field === undefined ? text : fieldOf(text, field);
    if (typeof value !== 'string' || value === '') throw new ReviewFailed(`secret ${arn}${field === undefined ? '' : `, field ${field},`} contains no text`);
    return value;
  }

  /** Returns the path of a report. */
  public report(name: string): string {
    return path.join(this.reports, name);
  }

  /** Checks whether a file is in the source. */
  public has(file: string): boolean {
    return fs.existsSync(path.join(this.source, file));
  }

  private folder(name: string): string {
    const folder = path.join(this.tools, name);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function fieldOf(text: string, field: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  } catch {
    // Text that is not JSON has no fields. Messages must not contain the value itself.
    return undefined;
  }
}
