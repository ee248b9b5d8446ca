import type { EventTarget } from './events';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, isIntrinsic, mapOf } from './values';

const KNOWN = ['AuthType', 'Cors', 'InvokeMode'];

const WRITTEN = 'Properties.FunctionUrlConfig';

/** Creates the URL of a function, and the permissions that a public URL needs. */
export function functionUrl(fn: SamResource, { arn, name, logicalId }: EventTarget, expansion: SamExpansion): void {
  if (isIntrinsic(fn.properties.FunctionUrlConfig)) return expansion.gap(fn, WRITTEN, 'whether the function has a URL, and which, is known only at deployment', true);
  const config = mapOf(fn.properties.FunctionUrlConfig);
  if (!config) return expansion.gap(fn, WRITTEN, 'a map is expected', true);
  expansion.rejectUnknown(fn, WRITTEN, config, KNOWN, 'FunctionUrlConfig');
  const target = logicalId === fn.logicalId ? name : arn;
  const places = [{ location: 'Properties', written: WRITTEN }, { location: 'Properties.TargetFunctionArn', written: WRITTEN }];
  expansion.add(fn, `${fn.logicalId}Url`, {
    type: 'AWS::Lambda::Url',
    properties: compact({ AuthType: config.AuthType, Cors: config.Cors, InvokeMode: config.InvokeMode, TargetFunctionArn: target }),
    places,
  });
  if (config.AuthType !== 'NONE') return;
  const permission = (id: string, properties: { readonly [key: string]: unknown }) =>
    expansion.add(fn, `${fn.logicalId}${id}`, {
      type: 'AWS::Lambda::Permission',
      properties: { FunctionName: target, Principal: '*', ...properties },
      places: [{ location: 'Properties', written: WRITTEN }, ...['FunctionName', 'Principal', ...Object.keys(properties)].map((key) => ({ location: `Properties.${key}`, written: `${WRITTEN}.AuthType` }))],
    });
  permission('UrlPublicPermissions', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' });
  permission('URLInvokeAllowPublicAccess', { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true });
}
