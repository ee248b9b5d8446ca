import * as path from 'path';
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ApiParameter, EventSchema, RequestModel, Sec3, SecureFunction } from 'cdk-sec3';

const app = new App();
const stack = new Stack(app, 'Notes');

const table = new dynamodb.TableV2(stack, 'Table', {
  partitionKey: { name: 'owner', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.RETAIN,
});

// An HTTP API only validates the token. The function validates everything else before its handler, route by route.
const notes = new SecureFunction(stack, 'NotesFunction', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'notes.handler',
  code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
  environment: { TABLE_NAME: table.tableName },
  eventSchemas: [
    EventSchema.httpApi({ route: 'POST /notes', body: RequestModel.fromFile(path.join(__dirname, 'note.schema.json')) }),
    EventSchema.httpApi({ route: 'GET /notes/{id}', pathParameters: { id: ApiParameter.pattern('^[0-9a-f-]{36}$', 36) } }),
  ],
});
table.grantReadWriteData(notes);

const api = new apigatewayv2.HttpApi(stack, 'Api', {
  createDefaultStage: false,
  // Each token must be from this issuer, for this audience, and not expired; each route also requires a scope.
  defaultAuthorizer: new HttpJwtAuthorizer('Tokens', 'https://issuer.example.com', { jwtAudience: ['notes'] }),
});
const integration = new HttpLambdaIntegration('Notes', notes);
api.addRoutes({ path: '/notes', methods: [apigatewayv2.HttpMethod.POST], integration, authorizationScopes: ['notes:write'] });
api.addRoutes({ path: '/notes/{id}', methods: [apigatewayv2.HttpMethod.GET], integration, authorizationScopes: ['notes:read'] });

new apigatewayv2.HttpStage(stack, 'Stage', {
  httpApi: api,
  autoDeploy: true,
  throttle: { rateLimit: 50, burstLimit: 100 },
  accessLogSettings: {
    destination: new apigatewayv2.LogGroupLogDestination(new logs.LogGroup(stack, 'AccessLog', { retention: logs.RetentionDays.ONE_YEAR })),
  },
});

Sec3.enforce(app);
Validations.of(stack).acknowledge({ id: 'Sec3-CodeSigningEnforced', reason: 'Only the pipeline deploys, from reviewed commits; signing comes later.' });
