import { ASSUMED, Price, PRICES, PRICES_AS_OF } from './prices';
import { markdownTable } from '../markdown';

const INTRO = `# Prices

<!-- Generated from projenrc/construct-pages/prices.ts by "npm run docs". -->

The cost tables of constructs use these prices. They are list prices in US dollars, in US East (N. Virginia), of the first tier and without a free tier, as of
${PRICES_AS_OF}. They come from stored copies of AWS’s pages, or were compared with the page in the last column. None was read from
AWS on that day: look up your price on the linked page of AWS.
`;

const OUTSIDE = `## Not included

- Data transfer, requests to S3, and the first copy of management events in CloudTrail, which is free of charge.
- Charges of Amazon Inspector for each scanned function, AWS Config, HashiCorp Vault, and services of third parties.
- The app’s own functions. The page of a construct counts the resources that the construct creates.
- Messages that fail, alarms that go off, and retries.
`;

/** Returns docs/prices.md: unit prices, and the assumptions about a month. */
export function pricesDocument(): string {
  const prices = Object.values(PRICES).map(({ item, usd, per, unit, source, compared }: Price) => [
    item, `${usd} for ${per === 1 ? 'a' : per.toLocaleString('en-US')} ${unit}`, `[${new URL(source).pathname.split('/')[1]}](${source})`,
    compared === undefined ? '' : `[${new URL(compared.url).hostname.replace('www.', '')}](${compared.url}), ${compared.of}`,
  ]);
  const assumed = [
    `- An invocation takes ${ASSUMED.requestSeconds * 1000} ms, a scheduled one ${ASSUMED.scheduledSeconds} s, and each of the four of a rotation ${ASSUMED.rotationSeconds} s.`,
    `- An invocation, or a request to an API, writes ${ASSUMED.logBytes} bytes of logs. A line with a metric has ${ASSUMED.metricBytes} bytes, a line of Vault’s audit log ${ASSUMED.vaultLineBytes}.`,
    '- Logs are stored for the retention of their group, without compression. The figure is for a month after that time.',
    '- Requests are evenly distributed, and X-Ray samples them by its default rule: one each second, and 5% of the others.',
    `- A review takes ${ASSUMED.reviewMinutes} minutes and leaves ${ASSUMED.reviewBytes / 1e6} MB of reports. A scheduled run of the feed reads and writes ${ASSUMED.tableUnits} units of its table.`,
    '- KMS decrypts a secret for each read. A custom metric counts, as if it were reported all month, if an alarm uses it, or if the event validator counts accepted events by it.',
    `- A month has ${(ASSUMED.monthSeconds / 3600).toLocaleString('en-US')} hours.`,
  ];
  return [INTRO, markdownTable(['What', 'US dollars', 'Page of AWS', 'Compared with'], prices), '', '## Assumptions', '', ...assumed, '', OUTSIDE].join('\n');
}
