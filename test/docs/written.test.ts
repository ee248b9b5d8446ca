import * as fs from 'fs';
import * as path from 'path';
import { SEC3_RULES } from '../../lib/secure/rules';
import { commandsDocument } from '../../projenrc/commands-document';
import { generatedPart } from '../../projenrc/generated';
import { guardRecordTable } from '../../projenrc/guard-records';
import { codeBlocks } from '../../projenrc/markdown';
import { parametersDocument } from '../../projenrc/parameters-document';
import { cdkNagTable } from '../other-tools/document';
import { validRecord } from '../runtime-guard/native/records';

const read = (file: string): string => fs.readFileSync(path.join(__dirname, '../../docs', file), 'utf8');

test('docs/commands.md matches the help of the commands; npm run docs updates it', () => {
  expect(read('commands.md')).toBe(commandsDocument());
});

test('docs/rule-parameters.md matches the parameters of rules; npm run docs updates it', () => {
  expect(read('rule-parameters.md')).toBe(parametersDocument(SEC3_RULES));
});

test('docs/from-cdk-nag.md lists each rule of each pack; npm run docs updates it', () => {
  const table = cdkNagTable();
  expect(generatedPart(read('from-cdk-nag.md'), 'rules')).toBe(table);
  expect(table).toMatch(/\| SecretsManagerRotationEnabled \| .*AwsSolutions-SMG4.* \| \[SecretRotated\]/);
});

describe('docs/guard-events.md', () => {
  test.each(['event', 'posture', 'initCode'] as const)('%s has the fields of the schema; npm run docs updates it', (type) => {
    expect(generatedPart(read('guard-events.md'), type)).toBe(guardRecordTable(type));
  });

  test('its example matches the schema', () => {
    expect(codeBlocks(read('guard-events.md'), 'json').map(({ code }) => validRecord(JSON.parse(code)))).toHaveLength(1);
  });
});
