/** Writes the documents that are generated from the code. */
import * as fs from 'fs';
import * as path from 'path';
import { gatePicture } from './gate-picture';
import { rulesDocument } from '../lib/report/rules-document';
import { SEC3_RULES } from '../lib/secure/rules';

/** What each file is to contain, by its path from the root of the project. */
const DOCUMENTS: { readonly [file: string]: () => string } = {
  'RULES.md': () => rulesDocument(SEC3_RULES),
  'docs/gate.svg': () => gatePicture(),
};

for (const [file, content] of Object.entries(DOCUMENTS)) {
  fs.writeFileSync(path.join(__dirname, '..', file), content());
}
