import * as path from 'path';
import { userPlace } from '../../../lib/gate/lines/creation-stack';

test.each<[string, string, string, number, number | undefined]>([
  ['TypeScript', 'new Orders (/app/lib/orders.ts:12:5)', '/app/lib/orders.ts', 12, 5],
  ['an ES module', 'Orders.add (file:///app/lib/my%20orders.mjs:3:1)', '/app/lib/my orders.mjs', 3, 1],
  ['Python', 'MyStack.__init__ (/app/my_stack.py:42)', '/app/my_stack.py', 42, undefined],
  ['a file without a function', 'com.example.OrdersStack.<init> (OrdersStack.java:33)', 'OrdersStack.java', 33, undefined],
  ['Windows', 'new Orders (C:\\app (x86)\\orders.ts:12:5)', 'C:\\app (x86)\\orders.ts', 12, 5],
  ['brackets in a folder', 'new Orders (/app (new)/orders.ts:12:5)', '/app (new)/orders.ts', 12, 5],
  ['code without a name', '/app/orders.js:7:9', '/app/orders.js', 7, 9],
  ['a name with an alias', 'Orders.handler [as make] (/app/orders.js:7:9)', '/app/orders.js', 7, 9],
])('a frame of %s', (_, frame, file, line, column) => {
  expect(userPlace([frame])).toEqual({ file, line, column });
});

test('the first frame of the user’s code is used', () => {
  const frames = [
    '...new Queue2 in aws-cdk-lib...',
    'new Queue (/app/node_modules/aws-cdk-lib/aws-sqs/lib/queue.js:1:2)',
    'make (C:\\app\\node_modules\\ours\\index.js:1:2)',
    'make (/venv/lib/python3.13/site-packages/ours/stack.py:3)',
    'make (/usr/lib/python3/dist-packages/ours/stack.py:3)',
    'Kernel.create (/tmp/jsii-kernel-a1B2/node.js:1:2)',
    'Module._compile (node:internal/modules/cjs/loader:1:2)',
    'runMicrotasks (<anonymous>)',
    'new Orders (/app/lib/orders.ts:12:5)',
    '<anonymous> (/app/bin/app.ts:3:1)',
  ];
  expect(userPlace(frames)).toEqual({ file: '/app/lib/orders.ts', line: 12, column: 5 });
});

test('undefined without a recorded frame', () => {
  expect(userPlace([])).toBeUndefined();
  expect(userPlace(['...aws-cdk-lib...', '(no user code in 10 frames, use --stack-trace-limit to capture more)', null, 5, {}])).toBeUndefined();
});

test('a file in the working folder is relative to it', () => {
  expect(userPlace([`new Orders (${path.join(process.cwd(), 'lib', 'orders.ts')}:12:5)`])!.file).toBe(path.join('lib', 'orders.ts'));
});

test('a long line is parsed in linear time', () => {
  expect(userPlace([`${'a ('.repeat(20_000)}x`, `new X (${'/a'.repeat(20_000)}`, `${'a:1'.repeat(20_000)} (`])).toBeUndefined();
});
