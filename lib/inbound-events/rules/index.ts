import { agentGatewayAuthorized } from './agent-gateway-authorized';
import { apiAccessLogged } from './api-access-logged';
import { apiThrottled } from './api-throttled';
import { apiTlsPolicy } from './api-tls-policy';
import { apiWafAssociated } from './api-waf-associated';
import { appClientFlowSafe } from './app-client-flow-safe';
import { appSyncAuthorized } from './app-sync-authorized';
import { appSyncQueriesBounded } from './app-sync-queries-bounded';
import { appSyncWafAssociated } from './app-sync-waf-associated';
import { authorizerCacheKeyed } from './authorizer-cache-keyed';
import { backendEncrypted } from './backend-encrypted';
import { balancerHeadersValidated } from './balancer-headers-validated';
import { balancerWafAssociated } from './balancer-waf-associated';
import { brokerAuthenticated } from './broker-authenticated';
import { corsOriginsExplicit } from './cors-origins-explicit';
import { denyExceptionNamed } from './deny-exception-named';
import { deviceRegistrationVerified } from './device-registration-verified';
import { distributionCacheKeyed } from './distribution-cache-keyed';
import { distributionEncrypted } from './distribution-encrypted';
import { distributionWafAssociated } from './distribution-waf-associated';
import { endpointFuzzed } from './endpoint-fuzzed';
import { eventSourceFuzzed } from './event-source-fuzzed';
import { eventSourcePartialBatch } from './event-source-partial-batch';
import { eventSourceValidated } from './event-source-validated';
import { functionUrlAuthorized } from './function-url-authorized';
import { functionUrlValidated } from './function-url-validated';
import { gatewayResponseHidesDetail } from './gateway-response-hides-detail';
import { httpApiRouteAuthorized } from './http-api-route-authorized';
import { httpApiRouteValidated } from './http-api-route-validated';
import { identityPoolWithoutGuests } from './identity-pool-without-guests';
import { invokePermissionScoped } from './invoke-permission-scoped';
import { listenerAuthorized } from './listener-authorized';
import { listenerEncrypted } from './listener-encrypted';
import { methodAuthorized } from './method-authorized';
import { methodBodyValidated } from './method-body-validated';
import { methodCacheKeyed } from './method-cache-keyed';
import { methodContentTypeClosed } from './method-content-type-closed';
import { methodParametersValidated } from './method-parameters-validated';
import { modelStrict } from './model-strict';
import { modelSupportedByApiGateway } from './model-supported-by-api-gateway';
import { noEventTransformerInjection } from './no-event-transformer-injection';
import { noMappingTemplateInjection } from './no-mapping-template-injection';
import { noParameterMappingInjection } from './no-parameter-mapping-injection';
import { noResolverInjection } from './no-resolver-injection';
import { noStateMachineInjection } from './no-state-machine-injection';
import { nonProxyIntegrationMapped } from './non-proxy-integration-mapped';
import { otherAccountConditioned } from './other-account-conditioned';
import { payloadsNotLogged } from './payloads-not-logged';
import { quarantineEncrypted } from './quarantine-encrypted';
import { resourcePolicyActionsNamed } from './resource-policy-actions-named';
import { resourcePolicyNotPublic } from './resource-policy-not-public';
import { roleTrustScoped } from './role-trust-scoped';
import { sendingServiceScoped } from './sending-service-scoped';
import { serviceEventValidated } from './service-event-validated';
import { tokenAudienceNamed } from './token-audience-named';
import { webSocketRouteAuthorized } from './web-socket-route-authorized';
import type { Rule } from '../../gate';

/** The rules for inbound events, in the order in which they are documented. */
export const INBOUND_EVENT_RULES: readonly Rule[] = [
  methodBodyValidated,
  methodContentTypeClosed,
  methodParametersValidated,
  modelStrict,
  modelSupportedByApiGateway,
  nonProxyIntegrationMapped,
  noMappingTemplateInjection,
  noParameterMappingInjection,
  noResolverInjection,
  noStateMachineInjection,
  noEventTransformerInjection,
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
  tokenAudienceNamed,
  authorizerCacheKeyed,
  methodCacheKeyed,
  webSocketRouteAuthorized,
  appSyncAuthorized,
  functionUrlAuthorized,
  agentGatewayAuthorized,
  corsOriginsExplicit,
  invokePermissionScoped,
  resourcePolicyNotPublic,
  otherAccountConditioned,
  resourcePolicyActionsNamed,
  sendingServiceScoped,
  denyExceptionNamed,
  roleTrustScoped,
  identityPoolWithoutGuests,
  appClientFlowSafe,
  brokerAuthenticated,
  deviceRegistrationVerified,
  listenerAuthorized,
  listenerEncrypted,
  balancerHeadersValidated,
  balancerWafAssociated,
  distributionEncrypted,
  distributionCacheKeyed,
  distributionWafAssociated,
  appSyncWafAssociated,
  apiWafAssociated,
  apiThrottled,
  appSyncQueriesBounded,
  apiAccessLogged,
  payloadsNotLogged,
  apiTlsPolicy,
  backendEncrypted,
  gatewayResponseHidesDetail,
];
