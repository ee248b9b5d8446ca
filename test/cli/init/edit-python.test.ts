import { PYTHON } from './samples';
import { editPython } from '../../../lib/cli/init/edit-python';

const IMPORT = 'from cdk_sec3 import Sec3, Sec3Level';
const ENFORCE = 'Sec3.enforce(app, default_level=Sec3Level.WARNING, baseline="sec3-baseline.json")';

function changed(text: string): string {
  const result = editPython(text);
  if (result.kind !== 'changed') throw new Error(JSON.stringify(result));
  return result.text;
}

test('edits the file of cdk init', () => {
  const after = changed(PYTHON);
  expect(after).toContain(`import HelloStack\n${IMPORT}\n\n\napp = cdk.App()`);
  expect(after.endsWith(`\n${ENFORCE}\napp.synth()\n`)).toBe(true);
  expect(after.split('\n').filter((line) => ![IMPORT, ENFORCE].includes(line)).join('\n')).toBe(PYTHON);
  expect(editPython(after)).toEqual({ kind: 'unchanged' });
});

test('handles another name of the app, and Windows line endings', () => {
  const after = changed('from aws_cdk import (\r\n    App,\r\n    Stack,\r\n)\r\nroot = App(\r\n    analytics_reporting=False,\r\n)\r\nroot.synth()\r\n');
  expect(after).toContain(`)\r\n${IMPORT}\r\nroot = App(`);
  expect(after.endsWith(`${ENFORCE.replace('app', 'root')}\r\nroot.synth()\r\n`)).toBe(true);
});

test.each([
  ['an App in a function', 'import aws_cdk as cdk\ndef main():\n    app = cdk.App()\n    app.synth()\nmain()\n', /not the value of a variable at the top level/],
  ['an App under a condition', 'import aws_cdk as cdk\nif __name__ == "__main__":\n    app = cdk.App()\n    app.synth()\n', /not the value of a variable/],
  ['two Apps', 'import aws_cdk as cdk\napp = cdk.App()\nother = cdk.App()\napp.synth()\n', /makes 2 Apps/],
  ['synth under a condition', 'import aws_cdk as cdk\napp = cdk.App()\nif True:\n    app.synth()\n', /app.synth\(\) is not called at the top level/],
  ['no synth', 'import aws_cdk as cdk\napp = cdk.App()\n', /app.synth\(\) is not called/],
  ['statements on one line', 'import aws_cdk as cdk\napp = cdk.App(); app.synth()\n', /several statements are on one line/],
  ['an App of something else', 'from flask import App\napp = App()\napp.synth()\n', /no App\(\) of aws_cdk/],
  ['an error of syntax', 'import aws_cdk as cdk\napp = cdk.App(\n', /can’t be read by python3/],
  ['another Sec3', 'import aws_cdk as cdk\nSec3 = 1\napp = cdk.App()\napp.synth()\n', /another thing that is called Sec3/],
])('%s is not changed', (_, text, reason) => expect(editPython(text)).toEqual({ kind: 'by-hand', reason: expect.stringMatching(reason) }));
