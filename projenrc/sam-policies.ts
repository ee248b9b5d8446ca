/**
 * Writes lib/gate/expansion/sam/policy-table.ts: the permissions of SAM's policy templates, and the paths of AWS managed policies, according to AWS's
 * translator.
 */
import * as fs from 'fs';
import * as path from 'path';
import { PythonTool } from '../test/tools/python-tool';

/** The version of aws-sam-translator for the table. */
export const SAM_TRANSLATOR = '1.115.0';

const FILE = path.join(__dirname, '..', 'lib/gate/expansion/sam/policy-table.ts');

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals: { readonly [key: string]: unknown } };
}

interface Templates {
  readonly Templates: { readonly [name: string]: { readonly Definition: { readonly Statement: readonly Statement[] } } };
}

/** Returns the text of the table, from the data of aws-sam-translator. */
export function policyTable(python: PythonTool): string {
  const script = 'import os, samtranslator; print(os.path.dirname(samtranslator.__file__))';
  const { stdout, stderr } = python.run(['-c', script], process.cwd());
  const folder = stdout.trim();
  if (folder === '') throw new Error(`aws-sam-translator can't be found: ${stderr}`);
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as unknown;
  const { Templates: templates } = json('policy_templates_data/policy_templates.json') as Templates;
  const { aws } = json('internal/data/aws_managed_policies.json') as { readonly aws: { readonly [name: string]: string } };
  const rows = Object.entries(templates)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { Definition: { Statement: statements } }]) => `  ${name}: [\n${statements.map(row).join('')}  ],\n`);
  const paths = ['service-role', 'job-function'].map((folderOfPolicies) => {
    const names = Object.entries(aws).filter(([name, arn]) => arn.endsWith(`:policy/${folderOfPolicies}/${name}`)).map(([name]) => name).sort();
    return `  '${folderOfPolicies}/': [\n${wrapped(names)}  ],\n`;
  });
  return `/** Written by projenrc/sam-policies.ts. Source: aws-sam-translator ${SAM_TRANSLATOR}. */

/** A statement: its actions, its resources, and the required value of a context key. */
export type PolicyTemplateStatement = readonly [actions: string, resources: readonly string[], condition?: readonly [key: string, value: string]];

/** The policy templates of SAM. \`\${Name}\` is a parameter, unless it is a pseudo parameter. */
export const POLICY_TEMPLATES: { readonly [name: string]: readonly PolicyTemplateStatement[] } = {
${rows.join('')}};

/** The paths of AWS managed policies whose ARNs have one. */
export const MANAGED_POLICY_PATHS: { readonly [path: string]: readonly string[] } = {
${paths.join('')}};
`;
}

function row({ Action: actions, Resource: resources, Condition: condition }: Statement): string {
  const [[key, value] = [undefined, undefined]] = Object.entries(condition?.StringEquals ?? {});
  const parts = [
    quoted([actions].flat().join(' ')),
    `[${[resources].flat().map((resource) => quoted(text(resource))).join(', ')}]`,
    ...(key === undefined ? [] : [`[${quoted(key)}, ${quoted(text(value))}]`]),
  ];
  return `    [${parts.join(', ')}],\n`;
}

/** Returns a text in which parameters of the policy template are written as \`\${Name}\`. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const substitution = (value as { readonly 'Fn::Sub'?: unknown })['Fn::Sub'];
  if (typeof substitution === 'string') return substitution;
  const [template, variables] = substitution as [string, { readonly [name: string]: { readonly Ref: string } }];
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => `\${${variables[name].Ref}}`);
}

function quoted(value: string): string {
  return `'${value}'`;
}

function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    if (line.length + name.length > 140) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '    ' : ' '}'${name}',`;
  }
  return [...lines, line].map((each) => `${each}\n`).join('');
}

if (require.main === module) fs.writeFileSync(FILE, policyTable(new PythonTool('aws-sam-translator', SAM_TRANSLATOR, 'python')));
