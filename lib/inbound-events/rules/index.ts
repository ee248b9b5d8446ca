import { apiAccessLogged } from './api-access-logged';
import { apiThrottled } from './api-throttled';
import { apiTlsPolicy } from './api-tls-policy';
import { apiWafAssociated } from './api-waf-associated';
import { appSyncAuthorized } from './app-sync-authorized';
import { corsOriginsExplicit } from './cors-origins-explicit';
import { endpointFuzzed } from './endpoint-fuzzed';
import { eventSourceFuzzed } from './event-source-fuzzed';
import { eventSourcePartialBatch } from './event-source-partial-batch';
import { eventSourceValidated } from './event-source-validated';
import { functionUrlAuthorized } from './function-url-authorized';
import { functionUrlValidated } from './function-url-validated';
import { gatewayResponseHidesDetail } from './gateway-response-hides-detail';
import { httpApiRouteAuthorized } from './http-api-route-authorized';
import { httpApiRouteValidated } from './http-api-route-validated';
import { invokePermissionScoped } from './invoke-permission-scoped';
import { methodAuthorized } from './method-authorized';
import { methodBodyValidated } from './method-body-validated';
import { methodContentTypeClosed } from './method-content-type-closed';
import { methodParametersValidated } from './method-parameters-validated';
import { modelStrict } from './model-strict';
import { modelSupportedByApiGateway } from './model-supported-by-api-gateway';
import { nonProxyIntegrationMapped } from './non-proxy-integration-mapped';
import { quarantineEncrypted } from './quarantine-encrypted';
import { resourcePolicyNotPublic } from './resource-policy-not-public';
import { serviceEventValidated } from './service-event-validated';
import { webSocketRouteAuthorized } from './web-socket-route-authorized';
import type { Rule } from '../../gate';

/** The rules on inbound events, in the order in which they are documented. */
export const INBOUND_EVENT_RULES: readonly Rule[] = [
  methodBodyValidated,
  methodContentTypeClosed,
  methodParametersValidated,
  modelStrict,
  modelSupportedByApiGateway,
  nonProxyIntegrationMapped,
  httpApiRouteValidated,
  functionUrlValidated,
  eventSourceValidated,
  serviceEventValidated,
  eventSourcePartialBatch,
  quarantineEncrypted,
  endpointFuzzed,
  eventSourceFuzzed,
  methodAuthorized,
  httpApiRouteAuthorized,
  webSocketRouteAuthorized,
  appSyncAuthorized,
  functionUrlAuthorized,
  corsOriginsExplicit,
  invokePermissionScoped,
  resourcePolicyNotPublic,
  apiWafAssociated,
  apiThrottled,
  apiAccessLogged,
  apiTlsPolicy,
  gatewayResponseHidesDetail,
];
