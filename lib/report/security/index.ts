/** The report on each line of SEC 3, with evidence, for reviewers and for machines. */
export { securityPage } from './page';
export { readSecurityReport, securityJson } from './security-json';
export { securityMarkdown } from './security-markdown';
export { securityReport } from './security-report';
export type { SecurityReport } from './security-report';
export { securityText } from './security-text';
export { wellArchitectedAnswer } from './well-architected';
export type { ReportSubject } from './subject';
