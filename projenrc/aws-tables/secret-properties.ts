import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Endings of names of properties with secret values. */
const NAME = /(Passwords?|Passphrase|Secret|(Access|Refresh|Jwt|Api|Auth|Oauth|HEC|Sas|Secret|Repository\w*)?Token|(Api|Auth|Secret|SecretAccess|Private|Access|PreShared|Token)Key|ApiKeyValue|StaticKeyValue)$/i;

/** Tokens that identify requests, and are not secret. */
const NO_SECRET = /(Next|Client|Request|Idempotency|Service|Id)Token$|^Public|^Remove/i;

/** Phrases in the documentation of properties that name a secret, a key or a file, or whose values AWS sets. */
const SAYS_REFERENCE = /Amazon Resource Name|\bARN\b|IAM role|\bKMS\b|time unit|key ID|key name within|on the file system|system-generated/i;

const EXCEPTIONS: Exceptions = {
  added: {
    'The name says "value", and the type says which value.': ['AWS::ApiGateway::ApiKey Value'],
    'Open maps: the specification has no names in them.': [
      'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.OAuthToken',
      'AWS::Cognito::UserPoolIdentityProvider ProviderDetails.client_secret',
      'AWS::Cognito::UserPoolIdentityProvider ProviderDetails.private_key',
      'AWS::Glue::Connection ConnectionInput.AuthenticationConfiguration.CustomAuthenticationCredentials.{}',
      'AWS::Glue::Connection ConnectionInput.ConnectionProperties.ENCRYPTED_PASSWORD',
      'AWS::Glue::Connection ConnectionInput.ConnectionProperties.PASSWORD',
      'AWS::WorkSpacesWeb::IdentityProvider IdentityProviderDetails.client_secret',
      'AWS::WorkSpacesWeb::IdentityProvider IdentityProviderDetails.private_key',
    ],
    'A map whose values are all credentials; its own name ends the path.': [
      'AWS::DataZone::Connection Props.GlueProperties.GlueConnectionInput.AuthenticationConfiguration.CustomAuthenticationCredentials.{}',
    ],
    'The JSON key of a service account.': ['AWS::Pinpoint::GCMChannel ServiceJson'],
  },
  removed: {
    'The id of an Alexa skill, which is public.': ['AWS::Lambda::Permission EventSourceToken'],
    'The name of a user.': ['AWS::DataSync::LocationObjectStorage AccessKey'],
  },
};

/** Returns the properties whose value is a secret: `type path`. */
export function secretProperties(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ shapes }) => shapes.some((shape) => /^\[?(string|json)\]?$/.test(shape)))
    .filter(({ name }) => NAME.test(name) && !NO_SECRET.test(name))
    .filter(({ path }) => !path.includes('TokenValidityUnits'))
    .filter(({ documentation }) => !SAYS_REFERENCE.test(documentation.split(/(?<=\.)\s/).slice(0, 1).join(' ')))
    .map(({ type, path, shapes }) => `${type} ${path}${shapes.some((shape) => shape.startsWith('[')) ? '.*' : ''}`);
  return withExceptions(derived, EXCEPTIONS);
}
