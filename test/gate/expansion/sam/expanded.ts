import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { readStacks, type StackTemplate } from '../../../../lib/gate';

/** Resources as tests write them. */
export type Resources = { readonly [logicalId: string]: { readonly Type: string; readonly Properties?: object; readonly [key: string]: unknown } };

/** Runs a function with a temporary folder. */
export function inFolder<T>(files: { readonly [name: string]: string }, run: (folder: string) => T): T {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-sam-')));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    return run(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the stacks of a template, including nested ones. */
export function stacksOf(template: object, files: { readonly [name: string]: string } = {}): StackTemplate[] {
  return inFolder({ ...files, 'template.json': JSON.stringify(template) }, (folder) => readStacks({ file: path.join(folder, 'template.json') }));
}

/** Expands a SAM template. */
export function expanded(resources: Resources, sections: object = {}, files: { readonly [name: string]: string } = {}): StackTemplate {
  return stacksOf({ Transform: 'AWS::Serverless-2016-10-31', ...sections, Resources: resources }, files)[0];
}

/** Returns a function as tests write it. */
export function fn(properties: object = {}, attributes: object = {}): Resources[string] {
  return { Type: 'AWS::Serverless::Function', ...attributes, Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', CodeUri: 's3://bucket/key', ...properties } };
}

/** Returns the types of all resources of a stack, by logical id. */
export function typesOf({ body }: StackTemplate): { readonly [logicalId: string]: string } {
  return Object.fromEntries(Object.entries(body.Resources ?? {}).map(([logicalId, { Type: type }]) => [logicalId, type]));
}

/** Returns the properties of a resource. */
export function propertiesOf({ body }: StackTemplate, logicalId: string): any {
  return body.Resources![logicalId].Properties;
}

/** Returns the parts that could not be read, one line each. */
export function gapsOf({ gaps }: StackTemplate): string[] {
  return gaps.map(({ location, reason, hidesResources = false }) => `${location}: ${reason}${hidesResources ? ' (hides resources)' : ''}`);
}
