import * as fs from 'fs';
import * as path from 'path';
import { costTable } from '../../projenrc/construct-pages/cost';
import { PlacedResource } from '../../projenrc/construct-pages/pages';
import { Price, PRICES, PRICES_AS_OF } from '../../projenrc/construct-pages/prices';
import { pricesDocument } from '../../projenrc/construct-pages/prices-document';

const MONTH = 30 * 86_400_000;
const resource = (Type: string, Properties: PlacedResource['Properties'] = {}, at = 'It'): PlacedResource => ({ Type, Properties, path: at, logicalId: at.replaceAll('/', '') });
const all = (table: string): string[] => /\| \*\*All\*\* \|(.*)\|$/m.exec(table)![1].split('|').map((cell) => cell.replaceAll('*', '').trim());

test('docs/prices.md is up to date; npm run docs updates it', () => {
  expect(fs.readFileSync(path.join(__dirname, '../../docs/prices.md'), 'utf8')).toBe(pricesDocument());
});

test('prices are less than a year old', () => {
  const age = (Date.now() - Date.parse(PRICES_AS_OF)) / MONTH;
  if (age > 6) process.stderr.write(`Prices are of ${PRICES_AS_OF}: look them up again in projenrc/construct-pages/prices.ts\n`);
  expect(age).toBeLessThan(12);
});

test('a price that was compared with a public page has the date of that page', () => {
  const compared = Object.values<Price>(PRICES).filter((price) => price.compared);
  expect(compared.length).toBeGreaterThan(0);
  expect(compared.filter((price) => !/^20\d{2}(-(0[1-9]|1[0-2]))?$/.test(price.compared!.of))).toEqual([]);
});

test('a fixed price is the same at each load, and the price of requests grows with the load', () => {
  const acl = resource('AWS::WAFv2::WebACL', { Rules: [{}, {}] });
  expect(all(costTable('ApiFirewall', [acl]))).toEqual(['7.06', '7.60', '13.00']);
});

test('a function with a schedule costs the same at each load', () => {
  const fn = resource('AWS::Lambda::Function', { MemorySize: 1024 }, 'Fn');
  const schedule = resource('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)', Target: { Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } } }, 'Hourly');
  // 730 invocations of 10 seconds with 1 GB.
  expect(costTable('SecureFunction', [fn, schedule])).toMatch(/\| Lambda duration, x86 \| 0.12 \| 0.12 \| 0.12 \|/);
  expect(costTable('SecureFunction', [fn])).toMatch(/\| Lambda duration, x86 \| 0.17 \| 1.67 \| 16.67 \|/);
});

test('a function of a custom resource costs nothing per request', () => {
  const fn = resource('AWS::Lambda::Function', {}, 'Fn');
  expect(costTable('SecureFunction', [fn, resource('Custom::It', { ServiceToken: { 'Fn::GetAtt': ['Fn', 'Arn'] } }, 'Custom')])).toBe('Free by itself.');
});

test('an alarm costs for each of its metrics, and metrics of AWS are free', () => {
  const metric = (Namespace: string, MetricName: string) => ({ MetricStat: { Metric: { Namespace, MetricName } } });
  const alarm = resource('AWS::CloudWatch::Alarm', { Metrics: [metric('AWS/SQS', 'Sent'), metric('Sec3/It', 'Seen'), { Expression: 'a + b' }] });
  const table = costTable('RuntimeProtection', [alarm, { ...alarm, path: 'Again', logicalId: 'Again' }]);
  expect(table).toMatch(/\| CloudWatch alarm \| 0.40 \|/);
  expect(table).toMatch(/\| CloudWatch custom metric \| 0.30 \|/);
});

test('a construct without a defined load is an error', () => {
  expect(() => costTable('SecureMainframe', [])).toThrow('has no load for SecureMainframe');
});
