import { JAVASCRIPT, TYPESCRIPT } from './samples';
import { editTypeScript } from '../../../lib/cli/init/edit-typescript';

const edit = (text: string, file = `${__dirname}/bin/app.ts`) => editTypeScript(text, file);
const added = (before: string, after: string) => after.split(/\r?\n/).filter((line) => !before.split(/\r?\n/).includes(line));
const IMPORT = "import { Sec3, Sec3Level } from 'cdk-sec3';";
const ENFORCE = "Sec3.enforce(app, { defaultLevel: Sec3Level.WARNING, baseline: 'sec3-baseline.json' });";

function changed(text: string, file?: string): string {
  const result = edit(text, file);
  if (result.kind !== 'changed') throw new Error(JSON.stringify(result));
  return result.text;
}

test('edits the file of cdk init', () => {
  const after = changed(TYPESCRIPT);
  expect(after).toContain(`import { HelloStack } from '../lib/hello-stack';\n${IMPORT}\n\nconst app`);
  expect(after.endsWith(`});\n${ENFORCE}\n`)).toBe(true);
  expect(added(TYPESCRIPT, after)).toEqual([IMPORT, ENFORCE]);
});

test('edits the file of cdk init in JavaScript', () => {
  expect(added(JAVASCRIPT, changed(JAVASCRIPT, `${__dirname}/bin/app.js`))).toEqual(["const { Sec3, Sec3Level } = require('cdk-sec3');", ENFORCE]);
});

test('a second edit changes nothing', () => expect(edit(changed(TYPESCRIPT))).toEqual({ kind: 'unchanged' }));

test.each([
  ['before app.synth()', "import { App } from 'aws-cdk-lib';\nconst app = new App();\napp.synth();\n", `${ENFORCE}\napp.synth();\n`],
  ['before what uses app.synth()', "import { App } from 'aws-cdk-lib';\nconst app = new App();\nconst out = app.synth();\n", `${ENFORCE}\nconst out = app.synth();\n`],
  ['before app.synth() that is indented', "import { App } from 'aws-cdk-lib';\nconst app = new App();\n  app.synth();\n", `  ${ENFORCE}\n  app.synth();\n`],
  ['of another name, over several lines', "import { App as Root } from 'aws-cdk-lib';\nconst root = new Root({\n  analyticsReporting: false,\n});\n", `Sec3.enforce(root, ${ENFORCE.slice(18)}\n`],
  ['exported, with double quotes and no semicolons', 'import { App } from "aws-cdk-lib"\nexport const app = new App()', 'Sec3.enforce(app, { defaultLevel: Sec3Level.WARNING, baseline: "sec3-baseline.json" })\n'],
  ['with ends of lines of Windows', "import { App } from 'aws-cdk-lib';\r\nconst app = new App();\r\n", `${ENFORCE}\r\n`],
])('%s', (_, before, expected) => {
  const after = changed(before);
  expect(after.endsWith(expected)).toBe(true);
  if (before.includes('\r\n')) expect(after.replace(/\r\n/g, '')).not.toContain('\n');
});

test.each([
  ['an App in a function', "import { App } from 'aws-cdk-lib';\nfunction main() { const app = new App(); app.synth(); }\nmain();\n", /not the value of a variable at the top level/],
  ['two Apps', "import { App } from 'aws-cdk-lib';\nconst app = new App();\nconst other = new App();\n", /creates 2 Apps/],
  ['an App of something else', "import { App } from 'express';\nconst app = new App();\n", /no `new App\(\)` of aws-cdk-lib/],
  ['a class of the app’s own', "import { App } from 'aws-cdk-lib';\nclass MyApp extends App {}\nconst app = new MyApp();\n", /no `new App\(\)`/],
  ['synth in a function', "import { App } from 'aws-cdk-lib';\nconst app = new App();\nsetTimeout(() => app.synth());\n", /app.synth\(\) is called in a function/],
  ['an error of syntax', "import { App } from 'aws-cdk-lib';\nconst app = new App(;\n", /syntax error: .*\(2:/],
  ['another Sec3', "import { App } from 'aws-cdk-lib';\nconst Sec3 = 1;\nconst app = new App();\n", /already uses the name Sec3/],
  ['an App as an argument', "import { App } from 'aws-cdk-lib';\nbuild(new App());\n", /not the value of a variable/],
])('%s is not changed', (_, text, reason) => expect(edit(text)).toEqual({ kind: 'by-hand', reason: expect.stringMatching(reason) }));

test('handles types, decorators and top-level await', () => {
  const text = "import * as cdk from 'aws-cdk-lib/core';\n@sealed\nclass Names<T extends string> { constructor(private readonly name?: T) {} }\n" +
    'const app: cdk.App = new cdk.App();\nawait build(app satisfies cdk.App);\n';
  expect(added(text, changed(text))).toEqual([IMPORT, ENFORCE]);
});

test('edits an app without the package typescript, or with a version that has no API', () => {
  expect(added(TYPESCRIPT, changed(TYPESCRIPT, '/nowhere/bin/app.ts'))).toEqual([IMPORT, ENFORCE]);
});
