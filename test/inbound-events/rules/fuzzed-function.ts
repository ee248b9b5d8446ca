import type { ParameterValues, Rule } from '../../../lib/gate';
import { ids, TestTemplate } from '../../gate/harness';

const HASH = 'a'.repeat(64);

/** Returns a function with a report of the fuzzer, and a resource that calls it. */
export function template(said: object | undefined, caller: object, key: unknown = `${HASH}.zip`, others: TestTemplate['Resources'] = {}) {
  return {
    Parameters: { Key: { Type: 'String' } },
    Resources: {
      ...others,
      Fn: {
        Type: 'AWS::Lambda::Function',
        Metadata: said && { 'cdk-sec3:fuzz': said },
        Properties: { Code: { S3Bucket: 'assets', S3Key: key }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
      },
      Caller: { ...(caller as { Type: string }), Metadata: { 'aws:cdk:path': 'Caller' } },
    },
  };
}

/** Returns a report about a sufficiently tested entry point. */
export function report(kind: string, more: object = {}, figures: object = {}) {
  const entryPoint = { name: 'x', kind, declaredBy: 'Caller', cases: 1000, accepted: 700, rejected: 250, broken: 0, offline: 20, passedOn: 30, findings: [], ...figures };
  return { version: 2, assetHash: HASH, ranOn: '24.1.0', branches: { ran: 8, all: 10 }, entryPoints: [entryPoint], ...more };
}

/** Insufficient reports, by their finding. */
export const REPORTS: { readonly [id: string]: (kind: string) => object | undefined } = {
  'not-fuzzed': () => undefined,
  'other-code': (kind) => report(kind, { assetHash: 'b'.repeat(64) }),
  'not-this-way': () => report('other'),
  'no-figures': (kind) => report(kind, {}, { accepted: 800 }),
  'other-runtime': (kind) => report(kind, { ranOn: '20.1.0' }),
  'few-cases': (kind) => report(kind, {}, { cases: 99, accepted: 99, rejected: 0, offline: 0, passedOn: 0 }),
  'none-accepted': (kind) => report(kind, {}, { accepted: 0, rejected: 950 }),
  'all-offline': (kind) => report(kind, {}, { accepted: 0, rejected: 0, offline: 1000, passedOn: 0 }),
  'few-branches': (kind) => report(kind, { branches: { ran: 4, all: 10 } }),
  'found': (kind) => report(kind, {}, { findings: [{ id: 'exception' }] }),
};

/** Expects the findings of a rule about an entry point for each report of the fuzzer. */
export function expectJudged(rule: Rule, kind: string, caller: object, others: TestTemplate['Resources'] = {}): void {
  const judged = (said: object | undefined, parameters: ParameterValues = {}, key?: unknown) =>
    ids(rule, template(said, caller, key, others), parameters);
  expect(judged(report(kind))).toEqual([]);
  for (const [id, made] of Object.entries(REPORTS)) expect(judged(made(kind))).toEqual([`Caller[${id}]`]);
  expect(judged(report(kind, { entryPoints: [{ kind, failure: 'can’t be loaded', findings: [] }] }))).toEqual(['Caller[not-this-way]']);
  expect(judged(report(kind, { branches: { unknown: 'index.js is minified' } }))).toEqual(['Caller[undetermined]']);
  expect(judged(report(kind), {}, { Ref: 'Key' })).toEqual(['Caller[undetermined]']);
  // Missing figures, and values that are no numbers, do not count.
  for (const figures of [{ cases: undefined }, { offline: -20, accepted: 740 }, { passedOn: undefined }]) {
    expect(judged(report(kind, {}, figures))).toEqual(['Caller[no-figures]']);
  }
  for (const branches of [undefined, { ran: 11, all: 10 }, { ran: 1 }, { ran: 0, all: 0 }]) expect(judged(report(kind, { branches }))).toEqual(['Caller[no-figures]']);
  expect(judged(report(kind), { minFuzzCases: 1001, minFuzzedBranches: 81 })).toEqual(['Caller[few-cases]', 'Caller[few-branches]']);
  expect(judged(report(kind, {}, { declaredBy: 'Another' }))).toEqual(['Caller[not-this-way]']);
}
