/** A caller's text that becomes a part of a query, a message or a call, at each location where a template inserts one. */
import { direct } from '../apps';
import { add, Mutation, mutations, the } from '../mutation';

const JSON_TYPE = 'application/json';

/** Texts of a caller, as mapping templates of API Gateway read them. */
const TEXTS: { readonly [name: string]: string } = {
  'path parameter': "$input.params('id')",
  'path parameter by place': "$input.params().path.get('id')",
  'query string': "$input.params('page')",
  'query string by place': '$input.params().querystring.page',
  'header': "$input.params('X-Tenant')",
  'member of the body': "$input.path('$.id')",
  'member of the body in a variable': "$input.path('$').id",
};

/** Requests of services in JSON, with a placeholder for a text. */
const REQUESTS: { readonly [service: string]: (text: string) => string } = {
  'dynamodb:action/GetItem': (text) => `{"TableName":"orders","Key":{"id":{"S":"${text}"}}}`,
  'dynamodb:action/PutItem': (text) => `{"TableName":"orders","Item":{"id":{"S":"${text}"}}}`,
  'dynamodb:action/ExecuteStatement': (text) => `{"Statement":"SELECT * FROM orders WHERE id='${text}'"}`,
  'states:action/StartExecution': (text) => `{"stateMachineArn":"arn:aws:states:eu-west-1:111111111111:stateMachine:a","input":"{\\"id\\":\\"${text}\\"}"}`,
  'events:action/PutEvents': (text) => `{"Entries":[{"Source":"shop","DetailType":"order","Detail":"{\\"id\\":\\"${text}\\"}"}]}`,
  'kinesis:action/PutRecord': (text) => `{"StreamName":"orders","PartitionKey":"${text}","Data":"YQ=="}`,
  'firehose:action/PutRecord': (text) => `{"DeliveryStreamName":"orders","Record":{"Data":"${text}"}}`,
  'lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:a/invocations': (text) => `{"id":"${text}"}`,
  'athena:action/StartQueryExecution': (text) => `{"QueryString":"SELECT * FROM orders WHERE id='${text}'"}`,
  'rds-data:action/ExecuteStatement': (text) => `{"sql":"SELECT * FROM orders WHERE id='${text}'"}`,
};

const right = (service: string, form: boolean) => (template: any) => {
  const integration = form
    ? { RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" }, RequestTemplates: { [JSON_TYPE]: 'Action=SendMessage&MessageBody=order' } }
    : { RequestTemplates: { [JSON_TYPE]: '{"TableName":"orders"}' } };
  add(template, 'Probe', 'AWS::ApiGateway::Method', direct('POST', service, integration).Properties);
};

const wrong = (service: string, text: string, form: boolean) => (template: any, app: any) => {
  right(service, form)(template);
  template.Resources.Probe.Properties.Integration.RequestTemplates[JSON_TYPE] = text;
  void app;
};

const json = Object.entries(REQUESTS).flatMap(([service, request]) => mutations('mapping template, JSON', 'rest', Object.fromEntries(
  Object.entries(TEXTS).map(([name, text]) => [`${service.split('/').slice(0, 2).join('/')}: ${name}`, { right: right(service, false), breaks: wrong(service, request(text), false) }]),
)));

const FORMS: { readonly [service: string]: (text: string) => string } = {
  'sqs:path/111111111111/orders': (text) => `Action=SendMessage&MessageBody=${text}`,
  'sns:path//': (text) => `Action=Publish&TopicArn=arn:aws:sns:eu-west-1:111111111111:orders&Message=${text}`,
  'email:action/SendEmail': (text) => `Action=SendEmail&Source=shop@example.com&Message.Body.Text.Data=${text}`,
};

const forms = Object.entries(FORMS).flatMap(([service, request]) => mutations('mapping template, form', 'rest', Object.fromEntries(
  Object.entries({ ...TEXTS, 'body': '$input.body', 'body as JSON': "$input.json('$')", 'escaped for JSON alone': "$util.escapeJavaScript($input.path('$.id'))" })
    .map(([name, text]) => [`${service.split(':')[0]}: ${name}`, { right: right(service, true), breaks: wrong(service, request(text), true) }]),
)));

const others = mutations('mapping template, otherwise', 'rest', {
  'caller names the table': { right: right('dynamodb:action/GetItem', false), breaks: wrong('dynamodb:action/GetItem', '{"TableName":"$util.escapeJavaScript($input.params(\'table\'))"}', false) },
  'caller names the queue': { right: right('sqs:path/111111111111/orders', true), breaks: wrong('sqs:path/111111111111/orders', "Action=SendMessage&QueueUrl=$util.urlEncode($input.params('queue'))&MessageBody=a", true) },
  'caller names the action': { right: right('sqs:path/111111111111/orders', true), breaks: wrong('sqs:path/111111111111/orders', "Action=$util.urlEncode($input.params('action'))&MessageBody=a", true) },
  'caller names the machine': { right: right('states:action/StartExecution', false), breaks: wrong('states:action/StartExecution', '{"stateMachineArn":"$util.escapeJavaScript($input.params(\'arn\'))"}', false) },
  'body is the request': { right: right('dynamodb:action/PutItem', false), breaks: wrong('dynamodb:action/PutItem', "$input.json('$')", false) },
  'body is the request, as it is': { right: right('dynamodb:action/PutItem', false), breaks: wrong('dynamodb:action/PutItem', '$input.body', false) },
  'statement out of an escaped text': { right: right('dynamodb:action/ExecuteStatement', false), breaks: wrong('dynamodb:action/ExecuteStatement', '{"Statement":"SELECT * FROM orders WHERE id=\'$util.escapeJavaScript($input.params(\'id\'))\'"}', false) },
  'filter out of an escaped text': { right: right('dynamodb:action/Scan', false), breaks: wrong('dynamodb:action/Scan', '{"TableName":"orders","FilterExpression":"$util.escapeJavaScript($input.params(\'filter\'))"}', false) },
  'path override': { right: right('s3:path/bucket/key', false), breaks: wrong('s3:path/bucket/key', "#set($context.requestOverride.path.key = $input.params('key'))", false) },
});

/** Parameter mappings of REST APIs. */
const REST_PARAMETERS: readonly (readonly [name: string, key: string, value: string])[] = [
  ['path of a server', 'integration.request.path.proxy', 'method.request.querystring.path'],
  ['path of a server by header', 'integration.request.path.proxy', 'method.request.header.path'],
  ['host', 'integration.request.header.Host', 'method.request.header.X-Host'],
  ['target of a service', 'integration.request.header.X-Amz-Target', 'method.request.header.X-Target'],
  ['action of a service', 'integration.request.querystring.Action', 'method.request.querystring.action'],
  ['queue of a service', 'integration.request.querystring.QueueUrl', 'method.request.querystring.queue'],
  ['topic of a service', 'integration.request.querystring.TopicArn', 'method.request.querystring.topic'],
  ['body member as a path', 'integration.request.path.proxy', 'method.request.body.path'],
];

const restParameters = mutations('parameter mapping, REST', 'rest', Object.fromEntries(REST_PARAMETERS.map(([name, key, value]) => {
  const put = (parameters: object) => (template: any) => add(template, 'Probe', 'AWS::ApiGateway::Method', direct('GET', 'sqs:path/111111111111/{proxy}', {
    RequestParameters: parameters, RequestTemplates: { [JSON_TYPE]: '{}' },
  }).Properties);
  return [name, { right: put({}), breaks: put({ [key]: value }) }];
})));

const SUBTYPES: { readonly [subtype: string]: readonly [right: object, ...wrong: object[]] } = {
  'SQS-SendMessage': [
    { QueueUrl: { Ref: 'Queue' }, MessageBody: 'order' },
    { QueueUrl: '$request.body.queue', MessageBody: 'order' }, { QueueUrl: '$request.querystring.queue', MessageBody: 'order' },
    { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/$request.path.name', MessageBody: 'order' },
  ],
  'EventBridge-PutEvents': [
    { Detail: '{}', DetailType: 'order', Source: 'shop' },
    { Detail: '{}', DetailType: '$request.body.type', Source: 'shop' }, { Detail: '{}', DetailType: 'order', Source: '$request.header.source' },
    { Detail: '{}', DetailType: 'order', Source: 'shop', EventBusName: '$request.querystring.bus' }, { Detail: '{"id":"$request.querystring.id"}', DetailType: 'order', Source: 'shop' },
  ],
  'StepFunctions-StartExecution': [
    { StateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:a' },
    { StateMachineArn: '$request.body.machine' }, { StateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:a', Input: '{"id":"$request.path.id"}' },
  ],
  'Kinesis-PutRecord': [{ StreamName: 'orders', Data: 'a', PartitionKey: 'a' }, { StreamName: '$request.header.stream', Data: 'a', PartitionKey: 'a' }],
};

const httpParameters = Object.entries(SUBTYPES).flatMap(([subtype, [base, ...wrongs]]) => mutations('parameter mapping, HTTP', 'http', Object.fromEntries(wrongs.map((one) => {
  const put = (parameters: object) => (template: any) => {
    add(template, 'Direct', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationSubtype: subtype, RequestParameters: parameters, CredentialsArn: 'arn:aws:iam::111111111111:role/a', PayloadFormatVersion: '1.0' });
    add(template, 'DirectRoute', 'AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey: 'POST /direct', AuthorizationType: 'AWS_IAM', Target: { 'Fn::Sub': 'integrations/${Direct}' } });
  };
  return [`${subtype} ${JSON.stringify(one)}`, { right: put(base), breaks: put(one) }];
}))));

const server = (parameters: object) => (template: any) => add(template, 'Server', 'AWS::ApiGatewayV2::Integration', { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri: 'https://internal.example.com', RequestParameters: parameters });

const httpServers = mutations('parameter mapping, HTTP', 'http', {
  'path by query string': { right: server({}), breaks: server({ 'overwrite:path': '$request.querystring.path' }) },
  'path by header': { right: server({}), breaks: server({ 'overwrite:path': '/a/$request.header.path' }) },
  'path by body': { right: server({}), breaks: server({ 'overwrite:path': '$request.body.path' }) },
  'tenant by header': { right: server({}), breaks: server({ 'overwrite:header.Host': '$request.header.x-host' }) },
});

const sockets = mutations('mapping template, WebSocket', 'socket', Object.fromEntries([
  '{"TableName":"messages","Item":{"id":{"S":"$input.path(\'$.id\')"}}}',
  '{"TableName":"messages","Item":{"text":{"S":"$input.path(\'$\').text"}}}',
  '{"TableName":"messages","Item":{"text":{"S":"$input.body"}}}',
  '{"Statement":"SELECT * FROM messages WHERE id=\'$input.path(\'$.id\')\'"}',
  '$input.body',
  "$input.json('$')",
].map((text) => [text, (template) => { the(template, 'AWS::ApiGatewayV2::Integration').RequestTemplates.$default = text; }])));

/** Resolvers of AppSync in VTL. */
const VTL: { readonly [name: string]: string } = {
  'key': '{"version":"2018-05-29","operation":"GetItem","key":{"id":{"S":"$ctx.args.id"}}}',
  'key by context': '{"version":"2018-05-29","operation":"GetItem","key":{"id":{"S":"${context.arguments.id}"}}}',
  'key of the source': '{"version":"2018-05-29","operation":"GetItem","key":{"id":{"S":"$context.source.id"}}}',
  'key without quotes': '{"version":"2018-05-29","operation":"GetItem","key":{"id":{"N":$ctx.args.id}}}',
  'filter': '{"version":"2018-05-29","operation":"Scan","filter":{"expression":"$ctx.args.filter"}}',
  'header': '{"version":"2018-05-29","operation":"GetItem","key":{"id":{"S":"$ctx.request.headers.tenant"}}}',
  'statement': '{"version":"2018-05-29","statements":["SELECT * FROM orders WHERE id = \'$ctx.args.id\'"]}',
  'statement in a variable': '#set($sql = "SELECT * FROM orders WHERE id = \'$ctx.args.id\'"){"version":"2018-05-29","statements":["$sql"]}',
  'escaped into a statement': '{"version":"2018-05-29","statements":["SELECT * FROM orders WHERE id = \'$util.escapeJavaScript($ctx.args.id)\'"]}',
  'path of a server': '{"version":"2018-05-29","method":"GET","resourcePath":"/orders/$ctx.args.id"}',
  'path of a search': '{"version":"2018-05-29","operation":"GET","path":"/orders/_doc/$ctx.args.id"}',
  'text of a map': '#set($m = {})$util.qr($m.put("id", $ctx.args.id))\n{"version":"2018-05-29","operation":"GetItem","key":{"id":{"S":"$m.id"}}}',
  'text that is cut after it was escaped': '#set($id = $util.escapeJavaScript($ctx.args.id))#set($id = $id.substring(1))\n{"version":"2018-05-29","payload":{"id":"$id"}}',
  'text in a payload': '{"version":"2018-05-29","operation":"Invoke","payload":{"id":"$ctx.args.id"}}',
};

const vtl = mutations('resolver, VTL', 'graph', Object.fromEntries(Object.entries(VTL).flatMap(([name, text]) => [
  [name, (template) => { the(template, 'AWS::AppSync::Resolver').RequestMappingTemplate = text; }],
  [`${name}, in a function`, (template) => add(template, 'Step', 'AWS::AppSync::FunctionConfiguration', { ApiId: 'a', Name: 'a', DataSourceName: 'table', FunctionVersion: '2018-05-29', RequestMappingTemplate: text })],
] as [string, Mutation['breaks']][])));

/** Resolvers of AppSync in JavaScript. */
const JS: { readonly [name: string]: string } = {
  'statement in a template literal': 'export const request = (ctx) => ({ statements: [`SELECT * FROM orders WHERE id = \'${ctx.args.id}\'`] });',
  'statement put together': 'export const request = (ctx) => ({ statements: ["SELECT * FROM orders WHERE id = \'" + ctx.args.id + "\'"] });',
  'path of a server': 'export const request = (ctx) => ({ method: "GET", resourcePath: `/orders/${ctx.args.id}` });',
  'path of a search': 'export const request = (ctx) => ({ operation: "GET", path: "/orders/_doc/" + ctx.arguments.id });',
  'filter': 'export const request = (ctx) => ({ operation: "Scan", filter: { expression: `status = ${ctx.args.status}` } });',
  'raw statement': 'export const request = (ctx) => ({ statements: [ctx.args.sql] });',
  'list that is joined': 'export function request(ctx) { const parts = ["SELECT * FROM orders WHERE id =", `\'${ctx.args.id}\'`]; return { statements: [parts.join(" ")] }; }',
  'statement that grows': 'export function request(ctx) { let text = "SELECT * FROM orders"; if (ctx.args.id) text += " WHERE id = " + ctx.args.id; return { statements: [text] }; }',
  'function of the program': 'const where = (id) => `id = \'${id}\'`; export const request = (ctx) => ({ statements: ["SELECT * FROM orders WHERE " + where(ctx.args.id)] });',
  'context by another name': 'export const request = ({ args }) => ({ statements: ["SELECT * FROM orders WHERE id = " + args.id] });',
  'statement helper': 'export const request = (ctx) => createPgStatement(`SELECT * FROM orders WHERE id = ${ctx.args.id}`);',
  'member that is set': 'export function request(ctx) { const it = {}; it.resourcePath = "/orders/" + ctx.args.id; return it; }',
  'destructured': 'export function request(ctx) { const { id } = ctx.args; return { statements: [`SELECT * FROM orders WHERE id = \'${id}\'`] }; }',
};

const js = mutations('resolver, JavaScript', 'graph', Object.fromEntries(Object.entries(JS).flatMap(([name, code]) => [
  [name, (template) => { Object.assign(the(template, 'AWS::AppSync::Resolver'), { RequestMappingTemplate: undefined, ResponseMappingTemplate: undefined, Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' }, Code: code }); }],
  [`${name}, in a function`, (template) => add(template, 'Step', 'AWS::AppSync::FunctionConfiguration', { ApiId: 'a', Name: 'a', DataSourceName: 'table', Code: code })],
] as [string, Mutation['breaks']][])));

/** Tasks of state machines that insert their input into a text. */
const TASKS: { readonly [name: string]: object } = {
  'query of Athena': { Resource: 'arn:aws:states:::athena:startQueryExecution.sync', Parameters: { 'QueryString.$': "States.Format('SELECT * FROM orders WHERE id = \\'{}\\'', $.id)" } },
  'query as it is': { Resource: 'arn:aws:states:::athena:startQueryExecution', Parameters: { 'QueryString.$': '$.query' } },
  'statement of the Data API': { Resource: 'arn:aws:states:::aws-sdk:rdsdata:executeStatement', Parameters: { 'ResourceArn': 'a', 'SecretArn': 'b', 'Sql.$': "States.Format('DELETE FROM orders WHERE id = {}', $.id)" } },
  'statement of PartiQL': { Resource: 'arn:aws:states:::aws-sdk:dynamodb:executeStatement', Parameters: { 'Statement.$': "States.Format('SELECT * FROM orders WHERE id = \\'{}\\'', $.id)" } },
  'statement of Redshift': { Resource: 'arn:aws:states:::aws-sdk:redshiftdata:executeStatement', Parameters: { 'Sql.$': '$.sql' } },
  'function by its name': { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName.$': '$.function', 'Payload.$': '$' } },
  'queue by its name': { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { 'QueueUrl.$': '$.queue', 'MessageBody': 'a' } },
  'topic by its name': { Resource: 'arn:aws:states:::sns:publish', Parameters: { 'TopicArn.$': '$.topic', 'Message': 'a' } },
  'machine by its name': { Resource: 'arn:aws:states:::states:startExecution', Parameters: { 'StateMachineArn.$': '$.machine' } },
  'address of an HTTP task': { Resource: 'arn:aws:states:::http:invoke', Parameters: { 'ApiEndpoint.$': "States.Format('https://{}/orders', $.host)", 'Method': 'GET' } },
  'command of a task of ECS': { Resource: 'arn:aws:states:::ecs:runTask', Parameters: { Overrides: { ContainerOverrides: [{ 'Command.$': "States.Array('sh', '-c', $.command)" }] } } },
  'command of Systems Manager': { Resource: 'arn:aws:states:::aws-sdk:ssm:sendCommand', Parameters: { DocumentName: 'AWS-RunShellScript', Parameters: { 'commands.$': 'States.Array($.command)' } } },
  'command of Systems Manager by a variable': { QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::aws-sdk:ssm:sendCommand', Arguments: { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['{% $script %}'] } } },
  'query of Neptune': { Resource: 'arn:aws:states:::aws-sdk:neptunedata:executeOpenCypherQuery', Parameters: { 'OpenCypherQuery.$': "States.Format('MATCH (n) WHERE n.id = {} RETURN n', $.id)" } },
  'program of a job': { Resource: 'arn:aws:states:::emr-containers:startJobRun', Parameters: { JobDriver: { SparkSubmitJobDriver: { 'EntryPoint.$': '$.script' } } } },
  'template of a stack': { Resource: 'arn:aws:states:::aws-sdk:cloudformation:createStack', Parameters: { 'StackName': 'a', 'TemplateBody.$': '$.template' } },
  'query in JSONata': { QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::athena:startQueryExecution', Arguments: { QueryString: "{% \"SELECT * FROM orders WHERE id = '\" & $states.input.id & \"'\" %}" } },
  'statement in JSONata': { QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::aws-sdk:rdsdata:executeStatement', Arguments: { Sql: '{% $states.input.sql %}' } },
  'function in JSONata': { QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: '{% $states.input.function %}' } },
};

const tasks = mutations('state machine', 'machine', Object.fromEntries(Object.entries(TASKS).flatMap(([name, task]) => [
  [name, (template) => { the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check = { Type: 'Task', ...task, End: true }; }],
  [`${name}, as a text`, (template) => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Task', ...task, End: true } } };
    Object.assign(the(template, 'AWS::StepFunctions::StateMachine'), { Definition: undefined, DefinitionString: { 'Fn::Join': ['', [JSON.stringify(definition)]] } });
  }],
  [`${name}, in a map`, (template) => {
    the(template, 'AWS::StepFunctions::StateMachine').Definition.States.Check = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Task', ...task, End: true } } }, End: true };
  }],
] as [string, Mutation['breaks']][])));

const transformers = [
  ...mutations('event transformer', 'events', Object.fromEntries([
    ['{"id":"<id>"}', { id: '$.detail.id' }], ['{"note":"order <id> of <name>"}', { id: '$.detail.id', name: '$.detail.name' }], ['{"query":"SELECT * FROM orders WHERE id = <id>"}', { id: '$.detail.id' }],
    ['{"all":"<aws.events.event.json>"}', {}], ['{"id":"<id>"}', { id: '$.detail' }],
  ].map(([text, paths], index) => [`rule ${index}: ${text as string}`, (template) => { the(template, 'AWS::Events::Rule').Targets[0].InputTransformer = { InputPathsMap: paths, InputTemplate: text }; }]))),
  ...mutations('event transformer', 'events', Object.fromEntries([
    '{"id":"<$.body.id>"}', '{"query":"SELECT * FROM orders WHERE id = <$.body.id>"}', '{"all":"<$.body>"}', '{"note":"order <$.body.id>"}', '{"id":"<$.messageAttributes.id>"}',
  ].flatMap((text) => [
    [`pipe: ${text}`, (template) => { the(template, 'AWS::Pipes::Pipe').TargetParameters = { InputTemplate: text }; }],
    [`enrichment: ${text}`, (template) => { Object.assign(the(template, 'AWS::Pipes::Pipe'), { Enrichment: { 'Fn::GetAtt': ['Fn', 'Arn'] }, EnrichmentParameters: { InputTemplate: text } }); }],
  ] as [string, Mutation['breaks']][]))),
  ...mutations('event transformer', 'events', {
    'pipe: path of a server': (template) => { the(template, 'AWS::Pipes::Pipe').TargetParameters = { HttpParameters: { PathParameterValues: ['$.body.path'] } }; },
    'rule: path of a server': (template) => { the(template, 'AWS::Events::Rule').Targets[0].HttpParameters = { PathParameterValues: ['$.detail.path'] }; },
    'rule: statement of Redshift': (template) => { the(template, 'AWS::Events::Rule').Targets[0].InputTransformer = { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '"DELETE FROM orders WHERE id = <id>"' }; },
    'IoT: SQL of a rule': (template) => add(template, 'Topic', 'AWS::IoT::TopicRule', { TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: [{ Republish: { Topic: '${topic}', RoleArn: 'arn:aws:iam::111111111111:role/a' } }] } }),
    'IoT: key of an object': (template) => add(template, 'Topic', 'AWS::IoT::TopicRule', { TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: [{ S3: { BucketName: 'a', Key: '${name}', RoleArn: 'arn:aws:iam::111111111111:role/a' } }] } }),
  }),
];

export const INJECTION: readonly Mutation[] = [
  ...json, ...forms, ...others, ...restParameters, ...httpParameters, ...httpServers, ...sockets, ...vtl, ...js, ...tasks, ...transformers,
];
