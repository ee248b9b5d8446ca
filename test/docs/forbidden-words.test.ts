import { wordsIn } from '../../projenrc/forbidden-words';

test.each([
  ['a word of a comment', '// each entrance is read', ['entrance']],
  ['pieces of an identifier', 'const readEntrances = ENTRANCE_KINDS;', ['entrances', 'entrance']],
  ['words with hyphens', "from './local-entrances'", ['entrances']],
  ['a phrase', 'Requests are held against a schema.', ['held against']],
  ['a phrase in any form', 'Other code gets hold of the text, which is said nowhere.', ['gets hold of', 'is said']],
  ['an address of others', 'see https://docs.aws.amazon.com/trouble/entrance.html', []],
  ['words that begin like others', 'footnoted troubleshooting', []],
])('%s', (_, text, words) => {
  expect(wordsIn(text).map(({ word }) => word)).toEqual(words);
});

test('the line and a plainer word are named', () => {
  expect(wordsIn('\n\nthe surroundings')).toEqual([{ line: 3, word: 'surroundings', plainer: 'context, or environment' }]);
});
