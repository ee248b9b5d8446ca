/** Writes the table in docs/comparison.md: what three constructs synthesize for a function behind an API, each with its defaults. */
import { ApiGatewayToLambda } from '@aws-solutions-constructs/aws-apigateway-lambda';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ApiAuthorization, RequestModel, SecureFunction, SecureRestApi } from '../lib';

const FUNCTION: FunctionProps = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
};

/** Each column with the minimal settings of its construct. */
const COLUMNS: { readonly [heading: string]: (stack: Stack) => void } = {
  '`SecureRestApi`, `SecureFunction`': (stack) => {
    const api = new SecureRestApi(stack, 'Api', { authorization: ApiAuthorization.iam() });
    const body = RequestModel.fromSchema({ type: 'object', additionalProperties: false, properties: { paid: { type: 'boolean' } } });
    api.addEndpoint('POST /orders', { handler: new SecureFunction(stack, 'Function', FUNCTION), body });
  },
  '`@aws-solutions-constructs/aws-apigateway-lambda`': (stack) => {
    new ApiGatewayToLambda(stack, 'Api', { lambdaFunctionProps: FUNCTION });
  },
  '`LambdaRestApi`, `Function`': (stack) => {
    new LambdaRestApi(stack, 'Api', { handler: new LambdaFunction(stack, 'Function', FUNCTION) });
  },
};

/** A synthesized template: all properties of the resources of a type, and the resources as text. */
class Synthesized {
  private readonly resources: readonly any[];

  constructor(build: (stack: Stack) => void) {
    const stack = new Stack(new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } }), 'Stack');
    build(stack);
    this.resources = Object.values(Template.fromStack(stack).toJSON().Resources);
  }

  public all(type: string): any[] {
    return this.resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  }

  public one(type: string): any {
    return this.all(type)[0] ?? {};
  }

  /** The methods that reach the function. */
  public get methods(): any[] {
    return this.all('AWS::ApiGateway::Method').filter(({ Integration }) => Integration.Type === 'AWS_PROXY');
  }

  public get stageSettings(): any {
    return this.one('AWS::ApiGateway::Stage').MethodSettings?.[0] ?? {};
  }

  /** The statements of the policies of roles, including inline policies. */
  public get statements(): any[] {
    const inline = this.all('AWS::IAM::Role').flatMap(({ Policies = [] }) => Policies);
    return [...inline, ...this.all('AWS::IAM::Policy')].flatMap(({ PolicyDocument }) => [PolicyDocument.Statement].flat());
  }
}

type Cell = boolean | string;

/** Returns the log group of the function, not that of the API's access log. */
const functionLog = (made: Synthesized): any => {
  const { LoggingConfig } = made.one('AWS::Lambda::Function');
  return LoggingConfig === undefined ? undefined : made.all('AWS::Logs::LogGroup').find(({ RetentionInDays }) => RetentionInDays !== undefined);
};

const ROWS: { readonly [item: string]: (made: Synthesized) => Cell } = {
  'Body validated by a model, for every content type': ({ methods }) => methods.every(({ RequestModels }) => RequestModels?.$default !== undefined),
  'Request validator on each method': ({ methods }) => methods.every(({ RequestValidatorId }) => RequestValidatorId !== undefined),
  'Only the paths and verbs that the app names': ({ methods }) => methods.every(({ HttpMethod }) => HttpMethod !== 'ANY'),
  'Callers are authorized': ({ methods }) => methods.every(({ AuthorizationType }) => AuthorizationType !== 'NONE'),
  'Web ACL in front': (made) => made.all('AWS::WAFv2::WebACLAssociation').length > 0,
  'Requests limited': ({ stageSettings }) =>
    stageSettings.ThrottlingRateLimit === undefined ? false : `${stageSettings.ThrottlingRateLimit} a second`,
  'TLS 1.2 or later only': (made) => made.one('AWS::ApiGateway::RestApi').SecurityPolicy !== undefined,
  'Error responses that reveal nothing': (made) => made.all('AWS::ApiGateway::GatewayResponse').length > 0,
  'Access log': (made) => made.one('AWS::ApiGateway::Stage').AccessLogSetting !== undefined,
  'Access log contains the reason of a rejection': (made) =>
    made.one('AWS::ApiGateway::Stage').AccessLogSetting?.Format.includes('validationErrorString') ?? false,
  'Access log has a retention': (made) => {
    const [retention] = made.all('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    return retention !== undefined && made.one('AWS::ApiGateway::Stage').AccessLogSetting !== undefined;
  },
  'Requests traced, in API and function': (made) =>
    made.one('AWS::ApiGateway::Stage').TracingEnabled === true && made.one('AWS::Lambda::Function').TracingConfig?.Mode === 'Active',
  'The console’s test stage can’t invoke the function': (made) =>
    !made.all('AWS::Lambda::Permission').some((permission) => JSON.stringify(permission).includes('test-invoke-stage')),
  'Statements in the function’s policy, for each function': (made) => String(made.all('AWS::Lambda::Permission').length),
  'The function’s role has no AWS managed policy': (made) =>
    made
      .all('AWS::IAM::Role')
      .filter(({ AssumeRolePolicyDocument }) => JSON.stringify(AssumeRolePolicyDocument).includes('lambda.amazonaws.com'))
      .every(({ ManagedPolicyArns }) => ManagedPolicyArns === undefined),
  'The function writes to its own log group only': (made) =>
    made.statements.filter((statement) => JSON.stringify(statement).includes('logs:')).every((statement) => !JSON.stringify(statement.Resource).includes('*"')) &&
    functionLog(made) !== undefined,
  'The function’s log has a retention': (made) => functionLog(made)?.RetentionInDays !== undefined,
  'Failed events are kept': (made) => made.one('AWS::Lambda::Function').DeadLetterConfig !== undefined,
};

/** Returns the table in Markdown. */
export function comparisonTable(): string {
  const made = Object.values(COLUMNS).map((build) => new Synthesized(build));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...Object.keys(COLUMNS)]),
    line(['---', ...made.map(() => '---')]),
    ...Object.entries(ROWS).map(([item, cell]) => line([item, ...made.map((one) => shown(cell(one)))])),
  ].join('\n');
}

function shown(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell ? 'yes' : 'no';
}
