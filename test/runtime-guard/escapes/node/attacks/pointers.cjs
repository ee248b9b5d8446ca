/**
 * SQL that passes pointers to functions in C: with a pointer, SQLite can call any address. The effect: SQLite has stored the bytes of `lab.proof` as
 * such a pointer.
 */
'use strict';

exports.category = 'processMemory';

const database = () => new (require('node:sqlite').DatabaseSync)(':memory:');
const pointer = (lab) => Buffer.from(lab.proof, 'hex');
const inHex = (row) => Buffer.from(row.kept).toString('hex');

exports.attacks = {
  'a tokenizer': {
    run: (lab) => {
      const own = database();
      own.prepare('SELECT fts3_tokenizer(?, ?)').get('own', pointer(lab));
      return inHex(own.prepare('SELECT FTS3_Tokenizer(?) AS kept').get('own'));
    },
  },
  'a tokenizer, its name in quotes': {
    run: (lab) => {
      const own = database();
      own.prepare('SELECT "fts3_tokenizer"(?, ?)').run('own', pointer(lab));
      return inHex(own.prepare('SELECT [fts3_tokenizer](?) AS kept').get('own'));
    },
  },
  'a tokenizer, by a template': {
    run: (lab) => {
      const store = database().createTagStore();
      store.get`SELECT fts3_tokenizer(${'own'}, ${pointer(lab)})`;
      return inHex(store.get`SELECT fts3_tokenizer(${'own'}) AS kept`);
    },
  },
};
