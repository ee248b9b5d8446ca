import { all, each, finding, Outcome, Property, Rule } from '../../gate';

/** Addresses of a developer's machine, which need no TLS. */
const OF_DEVELOPER = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i;

/** Tokens reach only the app that they are for. */
export const appClientFlowSafe: Rule = {
  id: 'AppClientFlowSafe',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No app client of a user pool uses the implicit flow, or returns codes and tokens over HTTP.',
  why:
    'The implicit flow puts tokens into the URL of a page. Browser histories, logs and third-party scripts can read them there, and APIs accept them from any client. Over ' +
    'HTTP, an attacker on the network reads the code.',
  fix: {
    cdk: 'Set oAuth of the UserPoolClient: flows to only { authorizationCodeGrant: true }, because both are the default, and callbackUrls with https://.',
    template: 'Set AllowedOAuthFlows to [code], use PKCE in the app, and write CallbackURLs, DefaultRedirectURI and LogoutURLs with https://.',
  },
  acceptable: 'If an old app can’t use the code flow: say until when, and which APIs accept its tokens.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html',
  resourceTypes: ['AWS::Cognito::UserPoolClient'],
  findings: {
    'implicit-flow': 'Tokens are returned in the address of a page.',
    'plain-http': 'A code or a token is returned to an address without TLS.',
  },
  check: (client) => {
    // Without it, the client has no hosted pages, and the other properties have no effect.
    if (client.get('AllowedOAuthFlowsUserPoolClient').boolean() !== true) return [];
    const addresses = () => [...['CallbackURLs', 'LogoutURLs'].flatMap((name) => client.get(name).items()), client.get('DefaultRedirectURI')];
    return all(() => each(client.get('AllowedOAuthFlows').items(), checkFlow), () => each(addresses(), checkAddress));
  },
};

function checkFlow(flow: Property): readonly Outcome[] {
  return flow.string() === 'implicit' ? [finding(flow, 'implicit-flow', 'the implicit flow is allowed')] : [];
}

function checkAddress(address: Property): readonly Outcome[] {
  const text = address.written() ?? address.string() ?? '';
  if (/^http:/i.test(text) && !OF_DEVELOPER.test(text)) return [finding(address, 'plain-http', `${text} is an address without TLS`)];
  if (text.startsWith('${') && address.hasUnknownPart()) throw address.undetermined('the scheme of the address is known only at deployment');
  return [];
}
