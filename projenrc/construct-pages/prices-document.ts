import { ASSUMED, Price, PRICES, PRICES_AS_OF } from './prices';
import { markdownTable } from '../markdown';

const INTRO = `# Prices

<!-- Generated from projenrc/construct-pages/prices.ts by "npm run docs". -->

What the pages of constructs calculate with. These are list prices in US dollars, in US East (N. Virginia), of the first tier and without a free tier, as of
${PRICES_AS_OF}. They come from stored copies of AWS’s pages, or were compared with the page of others that the last column names. None was read from
AWS on that day: look up the price that counts for you on the page that each line names.
`;

const OUTSIDE = `## What is not in the figures

- Data transfer, requests to S3, and the first copy of management events in CloudTrail, which is free of charge.
- What Amazon Inspector charges for each function that it scans, AWS Config, HashiCorp Vault, and services of third parties.
- Functions of the app that a construct is used on. The page of a construct counts what the construct itself makes.
- Messages that fail, alarms that go off, and retries.
`;

/** Returns docs/prices.md: unit prices, and the assumptions about a month. */
export function pricesDocument(): string {
  const prices = Object.values(PRICES).map(({ item, usd, per, unit, source, compared }: Price) => [
    item, `${usd} for ${per === 1 ? 'a' : per.toLocaleString('en-US')} ${unit}`, `[${new URL(source).pathname.split('/')[1]}](${source})`,
    compared === undefined ? '' : `[${new URL(compared.url).hostname.replace('www.', '')}](${compared.url}), ${compared.of}`,
  ]);
  const assumed = [
    `- An invocation takes ${ASSUMED.requestSeconds * 1000} ms, one by a schedule ${ASSUMED.scheduledSeconds} s, and one of the four of a rotation ${ASSUMED.rotationSeconds} s.`,
    `- It writes ${ASSUMED.logBytes} bytes of logs; so does a request to an API. A line with a metric has ${ASSUMED.metricBytes} bytes, one of Vault’s audit log ${ASSUMED.vaultLineBytes}.`,
    '- Logs are stored for the retention of their group, without compression: the figure is that of a month after that time.',
    '- Requests are evenly distributed, and X-Ray samples them by its default rule: one in a second, and 5% of the others.',
    `- A review takes ${ASSUMED.reviewMinutes} minutes and leaves ${ASSUMED.reviewBytes / 1e6} MB of reports. A scheduled run of the feed reads and writes ${ASSUMED.tableUnits} units of its table.`,
    '- KMS decrypts a secret for each read. A custom metric counts if an alarm uses it, as if it were reported all month.',
    `- A month has ${(ASSUMED.monthSeconds / 3600).toLocaleString('en-US')} hours.`,
  ];
  return [INTRO, markdownTable(['What', 'US dollars', 'Page of AWS', 'Compared with'], prices), '', '## What is assumed', '', ...assumed, '', OUTSIDE].join('\n');
}
