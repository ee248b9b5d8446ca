import { methodAuthorized } from './method-authorized';
import { methodBodyValidated } from './method-body-validated';
import { methodContentTypeClosed } from './method-content-type-closed';
import { methodParametersValidated } from './method-parameters-validated';
import { modelStrict } from './model-strict';
import { modelSupportedByApiGateway } from './model-supported-by-api-gateway';
import type { Rule } from '../../gate';

/** The rules on inbound events, in the order in which they are documented. */
export const INBOUND_EVENT_RULES: readonly Rule[] = [
  methodBodyValidated,
  methodContentTypeClosed,
  methodParametersValidated,
  modelStrict,
  modelSupportedByApiGateway,
  methodAuthorized,
];
