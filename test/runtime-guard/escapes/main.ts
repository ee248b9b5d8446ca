/** Runs in the namespaces: `main.ts OPTIONS OUTPUT`. Options are JSON; results are written to the file. */
import * as fs from 'fs';
import { matrix } from './matrix';

const [options, output] = process.argv.slice(2);

matrix(JSON.parse(options)).then(
  (results) => {
    fs.writeFileSync(output, JSON.stringify(results));
    process.exit(0);
  },
  (problem) => {
    console.error(problem);
    process.exit(1);
  },
);
