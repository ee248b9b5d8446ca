import * as fs from 'fs';
import * as path from 'path';
import { LEFTOVERS } from './leftovers';
import { nodeAttacks } from './node-guest';
import { pythonAttacks } from './python-guest';
import { escapeTable } from './table';
import { generatedPart } from '../../../projenrc/generated';

const corpus = { node: nodeAttacks(), python: pythonAttacks() };

test('counts attacks by category, and names those that escape under strict, with the reason', () => {
  const attacks = { node: [{ group: 'code', name: 'eval', aim: 'dynamicCode' }, { group: 'code', name: 'vm', aim: 'dynamicCode' }], python: [] } as const;
  const table = escapeTable(attacks, [
    { language: 'node', name: 'code: vm', policies: ['strict'], reason: 'it is needed' },
    { language: 'node', name: 'code: eval', policies: ['alertOnly'], reason: 'it is silent' },
  ]);
  expect(table).toContain('| run text as code | 2 | 1 | 0 | 0 |');
  expect(table).toContain('| all | 2 | 1 | 0 | 0 |');
  expect(table).toContain('- node, code: vm: it is needed');
  expect(table).not.toContain('it is silent');
});

test('known escapes are attacks of the corpus', () => {
  const names = [...corpus.node, ...corpus.python].map(({ group, name }) => `${group}: ${name}`);
  expect(LEFTOVERS.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([]);
});

test('the table in docs/runtime-guard.md is up to date; npm run docs updates it', () => {
  const page = fs.readFileSync(path.join(__dirname, '../../../docs/runtime-guard.md'), 'utf8');
  expect(generatedPart(page, 'escapes')).toBe(escapeTable(corpus, LEFTOVERS));
});
