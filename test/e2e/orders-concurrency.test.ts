import * as fs from 'fs';
import * as path from 'path';
import { CdkRun, cdkSynth } from './cdk';

jest.setTimeout(120_000);

const FUNCTIONS = ['RotatePaymentKey', 'CreateOrder', 'ProcessOrder', 'OrderStatus'];

function reservedBy({ outdir }: CdkRun): unknown[] {
  const { Resources } = JSON.parse(fs.readFileSync(path.join(outdir, 'Orders.template.json'), 'utf8'));
  return FUNCTIONS.map((id) => {
    const [[, fn]] = Object.entries<any>(Resources).filter(([name, { Type }]) => Type === 'AWS::Lambda::Function' && name.startsWith(id) && !name.includes('Rotation'));
    return fn.Properties.ReservedConcurrentExecutions;
  });
}

/** Returns the functions of the example whose missing limit is acknowledged, or is not. */
function found({ outdir }: CdkRun, key: 'violations' | 'suppressedViolations'): string[] {
  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json'), 'utf8')) as { pluginReports: { [key: string]: any[] | undefined }[] };
  return pluginReports
    .flatMap((plugin) => plugin[key] ?? [])
    .filter(({ ruleName }) => ruleName.includes('Sec3-FunctionConcurrencyBounded'))
    .flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }: any) => constructPath.split('/')[1]))
    .filter((id) => FUNCTIONS.includes(id))
    .sort();
}

test.each<[string, string[], unknown, string[]]>([
  ['nothing by default, because a new account may not have enough concurrency, and acknowledges this for each function', [], undefined, FUNCTIONS],
  ['the value in the context, and then acknowledges nothing', ['-c', 'reservedConcurrency=20'], 20, []],
])('examples/orders reserves %s', (_, args, reserved, reasons) => {
  const run = cdkSynth(path.join(__dirname, '../../examples/orders/app.ts'), args);
  expect(run.status).toBe(0);
  expect(reservedBy(run)).toEqual(FUNCTIONS.map(() => reserved));
  expect(found(run, 'suppressedViolations')).toEqual([...reasons].sort());
  expect(found(run, 'violations')).toEqual([]);
});
