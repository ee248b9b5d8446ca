import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { codeBlocks } from '../../projenrc/markdown';

jest.setTimeout(300_000);

const ROOT = path.resolve(__dirname, '../..');

/** Blocks of all pages as modules beside this file; jsii-rosetta compiles those of the README. */
const blocks = new Map(
  fs.readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).flatMap((file) => {
    return codeBlocks(fs.readFileSync(path.join(ROOT, 'docs', file), 'utf8'), 'ts').map(({ name, code }, index): [string, { place: string; code: string }] => {
      return [path.join(__dirname, `${file.replaceAll(/\W/g, '-')}-${index}.ts`), { place: `${file}, ${name}`, code }];
    });
  }),
);

test('each TypeScript block of the documents compiles', () => {
  const config = ts.readConfigFile(path.join(ROOT, 'test/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, path.join(ROOT, 'test'));
  // Examples end with unused constructs.
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false, noEmit: true });
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => blocks.has(path.normalize(file)) || fileExists(file);
  host.readFile = (file) => blocks.get(path.normalize(file))?.code ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const block = blocks.get(path.normalize(file));
    return block ? ts.createSourceFile(file, block.code, ts.ScriptTarget.ES2022) : getSourceFile.call(host, file, ...rest);
  };
  expect(blocks.size).toBeGreaterThan(25);
  const program = ts.createProgram([...blocks.keys()], { ...options, noUnusedLocals: false, noEmit: true }, host);
  const problems = [...blocks].flatMap(([file, { place }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText }) => {
      return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
  expect(problems).toEqual([]);
});
