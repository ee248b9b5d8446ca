/** The pages of each language, and the apps in their code. */
import * as fs from 'fs';
import * as path from 'path';
import { codeBlocks } from '../../projenrc/markdown';
import { REPOSITORY } from '../tools/command';

/** The code blocks of a page, in order. */
export class QuickStart {
  public readonly page: string;

  constructor(public readonly name: string) {
    this.page = fs.readFileSync(path.join(REPOSITORY, `docs/quick-start/${name}.md`), 'utf8');
  }

  /** Returns the content of blocks in a language, as named after ```. */
  public blocks(language: string): string[] {
    return codeBlocks(this.page, language).map(({ code }) => code);
  }

  /** Returns the messages in the page: the gate's finding, and the error of a construct. */
  public get messages(): { readonly finding: string; readonly error: string } {
    const [finding, error] = this.blocks('text').map((text) => text.trim());
    return { finding, error };
  }

  /**
   * Returns the app with the page's later additions, each enabled by a context value: `careless` for the secret, `mistake` for the wrong prop.
   * @param language as named after ```
   * @param condition runs code if the context has a value
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

/** Returns a function that puts code between braces, to run if the context has a value. */
export function between(open: string): (context: string, code: string) => string {
  return (context, code) => `${open.replace('CONTEXT', context)} {\n${code}\n}\n`;
}

/** Indents code that runs if the context has a value. */
export function indented(context: string, code: string): string {
  return `if app.node.try_get_context("${context}"):\n${code.replace(/^/gm, '    ')}\n`;
}
