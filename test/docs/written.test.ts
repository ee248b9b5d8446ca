import * as fs from 'fs';
import * as path from 'path';
import { SEC3_RULES } from '../../lib/secure/rules';
import { commandsDocument } from '../../projenrc/commands-document';
import { generatedPart } from '../../projenrc/generated';
import { parametersDocument } from '../../projenrc/parameters-document';
import { cdkNagTable } from '../other-tools/document';

const read = (file: string): string => fs.readFileSync(path.join(__dirname, '../../docs', file), 'utf8');

test('docs/commands.md is the help of the commands; npm run docs writes it anew', () => {
  expect(read('commands.md')).toBe(commandsDocument());
});

test('docs/rule-parameters.md has what rules declare; npm run docs writes it anew', () => {
  expect(read('rule-parameters.md')).toBe(parametersDocument(SEC3_RULES));
});

test('docs/from-cdk-nag.md has each rule of each pack; npm run docs writes it anew', () => {
  const table = cdkNagTable();
  expect(generatedPart(read('from-cdk-nag.md'), 'rules')).toBe(table);
  expect(table).toMatch(/\| SecretsManagerRotationEnabled \| .*AwsSolutions-SMG4.* \| \[SecretRotated\]/);
});
