/** Writes the documents, and parts of documents, that are generated from the code. */
import * as fs from 'fs';
import * as path from 'path';
import { commandsDocument } from './commands-document';
import { comparisonTable } from './comparison';
import { deployedPart } from './construct-pages/page';
import { constructPages } from './construct-pages/pages';
import { constructPicture } from './construct-pages/picture';
import { pricesDocument } from './construct-pages/prices-document';
import { leftoversOfConstructs } from './deployment-tables';
import { gatePicture } from './gate-picture';
import { withGenerated } from './generated';
import { guardRecordTable } from './guard-records';
import { readHouse, withImports } from './house-imports';
import { housePicture } from './house-picture';
import { parametersDocument } from './parameters-document';
import { parametersInterface } from './sec3-parameters';
import { rulesDocument } from '../lib/report/rules-document';
import { NOT_JUDGED } from '../lib/secure/not-judged';
import { SEC3_RULES } from '../lib/secure/rules';
import { cdkNagTable, otherToolsDocument } from '../test/other-tools/document';
import { LEFTOVERS } from '../test/runtime-guard/escapes/leftovers';
import { nodeAttacks } from '../test/runtime-guard/escapes/node-guest';
import { pythonAttacks } from '../test/runtime-guard/escapes/python-guest';
import { escapeTable } from '../test/runtime-guard/escapes/table';
import { shortfallsDocument, shortfallsSummary } from '../test/shortfalls/table';

const PAGES = constructPages();

/** Functions that return the content of each file, by its path from the root of the project. */
const DOCUMENTS: { readonly [file: string]: (before: string) => string | Promise<string> } = {
  'RULES.md': () => rulesDocument(SEC3_RULES, NOT_JUDGED),
  'lib/secure/sec3-parameters.ts': () => parametersInterface(SEC3_RULES),
  'docs/shortfalls.md': () => shortfallsDocument(),
  'docs/other-tools.md': () => otherToolsDocument(),
  'docs/gate.svg': () => gatePicture(),
  'docs/architecture.svg': () => housePicture(),
  'docs/prices.md': () => pricesDocument(),
  'docs/deploy.md': (before) => withParts(before, { leftovers: leftoversOfConstructs(PAGES) }),
  'docs/comparison.md': (before) => withParts(before, { shortfalls: shortfallsSummary(), comparison: comparisonTable() }),
  'docs/runtime-guard.md': (before) => withParts(before, { escapes: escapeTable({ node: nodeAttacks(), python: pythonAttacks() }, LEFTOVERS) }),
  'docs/guard-events.md': (before) => withParts(before, { event: guardRecordTable('event'), posture: guardRecordTable('posture'), initCode: guardRecordTable('initCode') }),
  'docs/from-cdk-nag.md': (before) => withParts(before, { rules: cdkNagTable() }),
  'docs/commands.md': () => commandsDocument(),
  'docs/rule-parameters.md': () => parametersDocument(SEC3_RULES),
};

function withParts(before: string, parts: { readonly [name: string]: string }): string {
  return Object.entries(parts).reduce((document, [name, content]) => withGenerated(document, name, content), before);
}

async function write(): Promise<void> {
  for (const [folder, targets] of readHouse().imports) {
    const file = path.join(__dirname, '..', folder, 'README.md');
    if (fs.existsSync(file)) fs.writeFileSync(file, withImports(fs.readFileSync(file, 'utf8'), targets));
  }
  for (const [name, content] of Object.entries(DOCUMENTS)) {
    const file = path.join(__dirname, '..', name);
    fs.writeFileSync(file, await content(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''));
  }
  for (const page of PAGES) {
    fs.writeFileSync(page.file, withParts(fs.readFileSync(page.file, 'utf8'), { deployed: deployedPart(page) }));
    if (page.resources.length > 0) fs.writeFileSync(page.file.replace(/md$/, 'svg'), await constructPicture(page));
  }
}

void write();
