import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventSchema } from '../../../lib/inbound-events/event-schema';
import { EventValidation } from '../../../lib/inbound-events/event-validation';
import { functionUrlValidated } from '../../../lib/inbound-events/rules/function-url-validated';
import { check, ids, workloadOf, workloadOfStack } from '../../gate/harness';

function url(isValidated: boolean) {
  return workloadOfStack((stack) => {
    const handler = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    handler.addFunctionUrl();
    handler.addAlias('live').addFunctionUrl();
    if (isValidated) new EventValidation(handler, 'Validation', { handler, schemas: [EventSchema.functionUrl({})] });
  });
}

test('URLs of a function and its alias', () => {
  expect(check(functionUrlValidated, url(true))).toEqual([]);
  expect(check(functionUrlValidated, url(false)).map((line) => line.replace(/^\w+/, ''))).toEqual([
    '[not-validated] Properties: function Stack/Fn/Resource gets requests that no schema checks',
    '[not-validated] Properties: function Stack/Fn/Resource gets requests that no schema checks',
  ]);
});

test('undetermined', () => {
  const template = (TargetFunctionArn: unknown, functions: object = {}) => workloadOf({
    Parameters: { Some: { Type: 'String' } }, Resources: { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn } }, ...functions },
  });
  expect(check(functionUrlValidated, template('f'))).toEqual(['Url[undetermined] Properties.TargetFunctionArn: the function f is not part of this check']);
  expect(ids(functionUrlValidated, template({ Ref: 'Some' }))).toEqual(['Url[undetermined]']);
  const fn = { Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: { Ref: 'Some' } } } };
  expect(ids(functionUrlValidated, template({ Ref: 'Fn' }, fn))).toEqual(['Url[undetermined]']);
});
