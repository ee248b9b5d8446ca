import { Project, YamlFile } from 'projen';

const FOLDER = '.github/ISSUE_TEMPLATE';

/** The checklist for pull requests. */
export const PULL_REQUEST_TEMPLATE = [
  '<!-- What is true now, and why. -->',
  '',
  'Fixes #',
  '',
  '- [ ] A bug has a test that failed before; a feature has tests',
  '- [ ] `npm test` passes; `npm run test:integration` where servers, other languages or the runtime guard are concerned',
  '- [ ] `npm run docs` and `npx projen` leave nothing to commit',
  '- [ ] What users notice is in CHANGELOG.md',
];

/** Adds the forms for new issues. */
export function issueTemplates(project: Project): void {
  form(project, 'bug', {
    name: 'Bug',
    description: 'Something does not do what its documentation says',
    labels: ['bug'],
    body: [
      textarea('what', 'What happens, and what should happen'),
      textarea('how', 'How to reproduce it', 'The smallest app or template that shows it, and the command. Leave out secrets and account ids.', 'typescript'),
      input('versions', 'Versions', 'cdk-sec3, aws-cdk-lib, Node.js, language, operating system; of a function its runtime'),
    ],
  });
  form(project, 'finding', {
    name: 'Wrong or missing finding',
    description: 'The gate reports what is in order, or passes what is not; or a rule is missing',
    labels: ['rule'],
    body: [
      dropdown('kind', 'What kind is it?', ['A finding that is wrong', 'Something that the gate should report and does not', 'A new rule']),
      input('rule', 'Rule', 'Such as Sec3-SecretRotated[not-rotated]; of a new rule, the line of SEC 3 that it serves', false),
      textarea('template', 'Template', 'The resources, as they are in the synthesized template. Leave out secrets and account ids.', 'yaml'),
      textarea('why', 'Why', 'What an attacker gains or does not gain, and the documentation that says so'),
    ],
  });
  form(project, 'feature', {
    name: 'Feature',
    description: 'Something that this library should do',
    labels: ['feature'],
    body: [
      textarea('problem', 'What is hard or impossible today'),
      textarea('wish', 'What you would like to write or see', undefined, undefined, false),
    ],
  });
  new YamlFile(project, `${FOLDER}/config.yml`, {
    obj: {
      blank_issues_enabled: false,
      contact_links: [
        {
          name: 'Security problem',
          url: 'https://github.com/cdk-sec3/cdk-sec3/blob/main/SECURITY.md',
          about: 'Not in a public issue, please: see SECURITY.md. A bypass of the guard, the gate or the validator is a security problem.',
        },
      ],
    },
  });
}

function form(project: Project, file: string, obj: object): void {
  new YamlFile(project, `${FOLDER}/${file}.yml`, { obj });
}

function textarea(id: string, label: string, description?: string, render?: string, required = true): object {
  return { type: 'textarea', id, attributes: { label, description, render }, validations: { required } };
}

function input(id: string, label: string, description: string, required = true): object {
  return { type: 'input', id, attributes: { label, description }, validations: { required } };
}

function dropdown(id: string, label: string, options: readonly string[]): object {
  return { type: 'dropdown', id, attributes: { label, options }, validations: { required: true } };
}
