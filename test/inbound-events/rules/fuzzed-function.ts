import type { Rule } from '../../../lib/gate';
import { ids } from '../../gate/harness';

const HASH = 'a'.repeat(64);

/** A function with what the fuzzer said of it, and something that calls it. */
export function template(said: object | undefined, caller: object, key: unknown = `${HASH}.zip`) {
  return {
    Parameters: { Key: { Type: 'String' } },
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Metadata: said && { 'cdk-sec3:fuzz': said },
        Properties: { Code: { S3Bucket: 'assets', S3Key: key }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
      },
      Caller: caller as { Type: string },
    },
  };
}

function report(kind: string, more: object = {}) {
  return { version: 1, assetHash: HASH, entrances: [{ name: 'x', kind, cases: 1000, findings: [] }], ...more };
}

/** Expects a rule to say of a way in what it should, whatever the fuzzer has said. */
export function expectJudged(rule: Rule, kind: string, caller: object): void {
  expect(ids(rule, template(report(kind), caller))).toEqual([]);
  expect(ids(rule, template(undefined, caller))).toEqual(['Caller[not-fuzzed]']);
  expect(ids(rule, template(report(kind, { assetHash: 'b'.repeat(64) }), caller))).toEqual(['Caller[other-code]']);
  expect(ids(rule, template(report('other'), caller))).toEqual(['Caller[not-this-way]']);
  expect(ids(rule, template(report(kind, { entrances: [{ kind, failure: 'can’t be loaded', findings: [] }] }), caller))).toEqual(['Caller[not-this-way]']);
  expect(ids(rule, template(report(kind, { entrances: [{ kind, findings: [{ id: 'exception' }] }] }), caller))).toEqual(['Caller[found]']);
  expect(ids(rule, template(report(kind), caller, { Ref: 'Key' }))).toEqual(['Caller[undetermined]']);
}
