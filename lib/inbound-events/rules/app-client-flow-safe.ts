import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isRight, ownRights, USER_POOL_CLIENT } from '../template/user-attributes';

/** Addresses of a developer's machine, which need no TLS. */
const OF_DEVELOPER = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i;

const PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';

/** Tokens reach only the app that they are for. */
export const appClientFlowSafe: Rule = {
  id: 'AppClientFlowSafe',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No app client of a user pool uses the implicit flow, returns codes over HTTP, or lets users write roles.',
  why:
    'The implicit flow puts tokens into the URL of a page. Browser histories, logs and third-party scripts can read them there, and over HTTP an attacker on the ' +
    'network reads the code. With their own token, users change each attribute that the client may write.',
  fix: {
    cdk:
      'Set oAuth of the UserPoolClient: flows to only { authorizationCodeGrant: true }, because both are the default, and callbackUrls with https://. List ' +
      'writeAttributes without roles.',
    template:
      'Set AllowedOAuthFlows to [code], use PKCE in the app, and write CallbackURLs, DefaultRedirectURI and LogoutURLs with https://. List WriteAttributes ' +
      'without roles.',
  },
  acceptable: 'If an old app can’t use the code flow: say until when, and which APIs accept its tokens.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html',
  resourceTypes: [USER_POOL_CLIENT, PROVIDER],
  findings: {
    'implicit-flow': 'Tokens are returned in the address of a page.',
    'own-rights': 'Users may write an attribute whose name means what they may do, such as a role or a tenant.',
    'plain-http': 'A code or a token is returned to an address without TLS.',
  },
  check: (client) => (client.type === PROVIDER ? checkProfile(client) : all(() => checkAttributes(client), () => checkPages(client))),
};

function checkAttributes(client: Resource): readonly Outcome[] {
  return each(ownRights(client), (name) => [finding(client.get('WriteAttributes'), 'own-rights', `users may write ${name} themselves`)]);
}

/** Providers whose users write their profiles. */
const SOCIAL = /^(?:Facebook|Google|LoginWithAmazon|SignInWithApple)$/;

function checkProfile(provider: Resource): readonly Outcome[] {
  if (!SOCIAL.test(provider.get('ProviderType').string() ?? '')) return [];
  return each(provider.get('AttributeMapping').entries().filter(([name]) => isRight(name)), ([name, at]) => [finding(at, 'own-rights', `users write ${name} in their profiles`)]);
}

function checkPages(client: Resource): readonly Outcome[] {
  // Without it, the client has no hosted pages, and the other properties have no effect.
  if (client.get('AllowedOAuthFlowsUserPoolClient').boolean() !== true) return [];
  const addresses = () => [...['CallbackURLs', 'LogoutURLs'].flatMap((name) => client.get(name).items()), client.get('DefaultRedirectURI')];
  return all(() => each(client.get('AllowedOAuthFlows').items(), checkFlow), () => each(addresses(), checkAddress));
}

function checkFlow(flow: Property): readonly Outcome[] {
  return flow.string() === 'implicit' ? [finding(flow, 'implicit-flow', 'the implicit flow is allowed')] : [];
}

function checkAddress(address: Property): readonly Outcome[] {
  const text = address.written() ?? address.string() ?? '';
  if (/^http:/i.test(text) && !OF_DEVELOPER.test(text)) return [finding(address, 'plain-http', `${text} is an address without TLS`)];
  if (text.startsWith('${') && address.hasUnknownPart()) throw address.undetermined('the scheme of the address is known only at deployment');
  return [];
}
