import { all, finding, Outcome, Property, Rule } from '../../gate';
import { syntaxOf } from '../template/javascript-syntax';
import { ResolverLeak } from '../template/resolvers/leak';
import { leaksOfProgram } from '../template/resolvers/program-leaks';
import { leaksOfTemplate } from '../template/resolvers/template-leaks';

/** Resolvers of AppSync use texts of callers only as values. */
export const noResolverInjection: Rule = {
  id: 'NoResolverInjection',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No resolver of AppSync allows a caller’s text to change the structure, or the owner, of a request.',
  why:
    'An unescaped argument can end its value. With the role of the data source, the caller then reads other items, widens ' +
    'filters or changes the statement.',
  fix: {
    cdk: 'Use Values and KeyCondition of MappingTemplate; in JavaScript use the sql tag of @aws-appsync/utils/rds, and util.urlEncode for paths. Write the source and the type of events as literals.',
    template: 'Write $util.toJson($ctx.args.x), $util.dynamodb.toDynamoDBJson($ctx.args.x); in JavaScript use the sql tag of @aws-appsync/utils/rds. Take identities from $ctx.identity; write source and detailType.',
  },
  acceptable: 'If the type of the argument allows no such text, as an enumeration or an Int: name it.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference.html',
  resourceTypes: ['AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration'],
  findings: {
    'unescaped': 'A mapping template writes an argument, a header or the source unescaped.',
    'in-statement': 'An argument, a header or the source becomes part of a statement, an expression or a path.',
    'names-target': 'An argument, a header or the source names the source or the type of an event, by which rules choose targets.',
    'names-caller': 'A header, which each caller can write, says who owns the data or what the caller may do.',
  },
  check: (resolver) =>
    all(
      () => checkText(resolver.get('RequestMappingTemplate'), ofTemplate),
      () => checkText(resolver.get('Code'), ofProgram),
    ),
};

/** Returns the leaks of a text. Undefined if the text can't be parsed. */
type LeaksOf = (text: string) => readonly ResolverLeak[] | undefined;

function checkText(at: Property, leaksOf: LeaksOf): readonly Outcome[] {
  if (!at.exists) return [];
  const leaks = leaksOf(at.written() ?? '');
  if (!leaks?.length) at.string();
  if (leaks === undefined) throw at.undetermined('its syntax is not understood');
  return leaks.map(({ kind, message }) => finding(at, kind, message));
}

function ofTemplate(template: string): readonly ResolverLeak[] | undefined {
  try {
    return leaksOfTemplate(template);
  } catch {
    return undefined;
  }
}

function ofProgram(code: string): readonly ResolverLeak[] | undefined {
  const program = syntaxOf(code);
  return program && leaksOfProgram(program);
}
