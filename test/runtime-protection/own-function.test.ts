import * as fs from 'fs';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { shippedAsset } from '../../lib/functions';
import { OWN_CODE_METADATA } from '../../lib/gate';
import { guardLayer } from '../../lib/runtime-protection/guard-layer';
import { ownFunction } from '../../lib/runtime-protection/own-function';

const PROPS = { asset: 'secret-rotation', description: 'Rotates', timeout: Duration.minutes(1), unbounded: 'One at a time' };

function stack(): Stack {
  return new Stack(new App(), 'Stack');
}

test('a function with code of this package is hardened and guarded', () => {
  const scope = stack();
  ownFunction(scope, 'Fn', { ...PROPS, environment: { MODE: 'b' } });
  const template = Template.fromStack(scope);
  template.hasResource('AWS::Lambda::Function', {
    Metadata: { [OWN_CODE_METADATA]: 'secret-rotation' },
    Properties: {
      Timeout: 60,
      MemorySize: 256,
      TracingConfig: { Mode: 'Active' },
      Layers: [Match.anyValue()],
      Environment: { Variables: Match.objectLike({ MODE: 'b', AWS_LAMBDA_EXEC_WRAPPER: Match.anyValue() }) },
    },
  });
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
});

test('says why it is unbounded and not signed', () => {
  const resource = ownFunction(stack(), 'Fn', PROPS).node.defaultChild!;
  const acknowledged = resource.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).map(({ data }) => data);
  expect(Object.assign({}, ...acknowledged)).toMatchObject({
    'Annotation::Sec3-FunctionConcurrencyBounded': 'One at a time',
    'Annotation::Sec3-CodeSigningEnforced': expect.stringContaining('cdk-sec3'),
  });
});

test('may have its own guard layer', () => {
  const scope = stack();
  const layer = guardLayer(scope, 'Guard');
  const fn = ownFunction(scope, 'Fn', { ...PROPS, guardLayer: layer });
  expect(scope.resolve((fn.node.defaultChild as any).layers)).toEqual([scope.resolve(layer.layerVersionArn)]);
});

test('has a bill of materials in its code', () => {
  const sbom = JSON.parse(fs.readFileSync(`${shippedAsset('secret-rotation')}/sbom.cdx.json`, 'utf8'));
  expect(sbom.components.map(({ purl }: { purl: string }) => purl)).toContainEqual(expect.stringMatching(/^pkg:npm\/%40aws-sdk\/client-secrets-manager@/));
});
