/** Domains in which anyone can have a host. */

/** Second levels under which countries register names: `*.co.uk`. */
const SECOND_LEVELS = /^(?:ac|co|com|edu|gob|gov|net|ne|or|org)\.[a-z]{2}$/;

/** Providers that give each customer a subdomain, by the end of the domain name. Source: the private section of https://publicsuffix.org/list. */
const SHARED = [
  'amazonaws.com', 'appspot.com', 'awsapprunner.com', 'azurewebsites.net', 'blob.core.windows.net', 'cloudfront.net', 'cloudfunctions.net', 'elasticbeanstalk.com', 'firebaseapp.com', 'fly.dev',
  'github.io', 'githubusercontent.com', 'gitlab.io', 'herokuapp.com', 'netlify.app', 'ngrok-free.app', 'ngrok.app', 'ngrok.io', 'on.aws', 'onrender.com', 'pages.dev', 'pipedream.net', 'requestcatcher.com',
  'run.app', 'trycloudflare.com', 'vercel.app', 'web.app', 'webhook.site', 'workers.dev',
];

/** Returns the part of a host's name that someone registered or rents, in lower case: `example.com`, `example.co.uk`, `me.github.io`. */
export function registeredDomain(name: string): string {
  const labels = name.toLowerCase().split('.');
  const shared = SHARED.find((each) => name.toLowerCase().endsWith(`.${each}`));
  const suffix = shared?.split('.').length ?? (SECOND_LEVELS.test(labels.slice(-2).join('.')) ? 2 : 1);
  return labels.slice(-suffix - 1).join('.');
}

/**
 * Checks whether an entry of allowed hosts covers hosts that anyone can register or rent: `*.com`, `*.co.uk`, `*.cloudfront.net`,
 * `*.s3.amazonaws.com`.
 */
export function allowsAnybodysHost(entry: string): boolean {
  const [, domain] = /^\*\.([^:/]+)/.exec(entry.toLowerCase()) ?? [];
  if (domain === undefined) return false;
  return !domain.includes('.') || SECOND_LEVELS.test(domain) || SHARED.some((shared) => domain === shared || domain.endsWith(`.${shared}`));
}
