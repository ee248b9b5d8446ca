/** The pages for each language, and the apps that their code makes. */
import * as fs from 'fs';
import * as path from 'path';
import { codeBlocks } from '../../projenrc/markdown';
import { REPOSITORY } from '../tools/command';

/** The blocks of code of a page, in their order. */
export class QuickStart {
  public readonly page: string;

  constructor(public readonly name: string) {
    this.page = fs.readFileSync(path.join(REPOSITORY, `docs/quick-start/${name}.md`), 'utf8');
  }

  /** What is in blocks of a language, as ``` names it. */
  public blocks(language: string): string[] {
    return codeBlocks(this.page, language).map(({ code }) => code);
  }

  /** What the page says that the gate prints, and what the error of a construct says. */
  public get messages(): { readonly finding: string; readonly error: string } {
    const [finding, error] = this.blocks('text').map((text) => text.trim());
    return { finding, error };
  }

  /**
   * The app, with what the page adds to it later, each where a context value asks for it: `careless` for the secret, `mistake` for the wrong prop.
   *
   * @param language as ``` names it
   * @param condition runs code where the context has a value
   */
  public app(language: string, condition: (context: string, code: string) => string): string {
    const [app, careless, mistake] = this.blocks(language);
    const parts = [['careless', careless], ['mistake', mistake]].map(([context, code]) => ({ context, ...partsOf(code) }));
    const added = parts.map(({ context, code }) => condition(context, code)).join('');
    const lines = app.split('\n');
    const gate = lines.findIndex((line) => /Sec3[._][Ee]nforce\(/.test(line));
    const [indentation] = /^\s*/.exec(lines[gate])!;
    lines.splice(gate, 0, ...added.split('\n').map((line) => indentation + line));
    // Before the first import of the app.
    const first = lines.findIndex((line) => IMPORT.test(line));
    lines.splice(first, 0, ...parts.flatMap(({ imports }) => imports));
    return lines.join('\n');
  }
}

const IMPORT = /^(import|from|using) /;

function partsOf(code: string): { readonly imports: string[]; readonly code: string } {
  const lines = code.split('\n');
  return { imports: lines.filter((line) => IMPORT.test(line)), code: lines.filter((line) => !IMPORT.test(line)).join('\n').trim() };
}

/** Code between braces, where the context has a value. */
export function between(open: string): (context: string, code: string) => string {
  return (context, code) => `${open.replace('CONTEXT', context)} {\n${code}\n}\n`;
}

/** Code that is indented, where the context has a value. */
export function indented(context: string, code: string): string {
  return `if app.node.try_get_context("${context}"):\n${code.replace(/^/gm, '    ')}\n`;
}
