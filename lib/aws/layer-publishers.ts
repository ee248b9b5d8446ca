/**
 * The AWS accounts that AWS and its partners publish documented Lambda layers from.
 *
 * Where a source is a module of aws-cdk-lib, it is version 2.276.0. All were read on 2026-11-24.
 */

interface Publisher {
  readonly layers: string;
  /** Documentation of the publisher. */
  readonly source: string;
  readonly accounts: string;
}

const PUBLISHERS: readonly Publisher[] = [
  {
    layers: 'CloudWatch Lambda Insights',
    source: 'aws-cdk-lib/region-info, after https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html',
    accounts:
      '012438385374 033019950311 066549572091 122132214140 145023102084 158895979263 194566237122 198461476570 285320876703 ' +
      '339249233099 352183217350 439286490199 459530977127 488211338238 519774774795 580247275435 590183865173 605207715842 ' +
      '727646510379 732604637566 751350123760 761018874580 761377655185 879381266642 891564319516 946466191631',
  },
  {
    layers: 'AWS Parameters and Secrets Lambda Extension',
    source: 'aws-cdk-lib/region-info, after https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html',
    accounts:
      '015030872274 044395824272 070087711984 127562683043 129776340158 133256977650 133490724326 176022468876 177933569100 ' +
      '187925254637 200266452380 287114880934 287310001119 317013901791 325218067255 345057560386 427196147048 490737872127 ' +
      '524103009944 576959938190 590474943231 665172237481 738900069198 768336418462 772501565639 780235371811 832021897121 ' +
      '858974508948 933737806257 997803712105',
  },
  {
    layers: 'AWS AppConfig Agent Lambda extension',
    source:
      'aws-cdk-lib/region-info, after https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-versions.html',
    accounts:
      '000010852771 027255383542 039592058896 066940009817 080788657173 203683718741 282860088358 307021474294 359756378197 ' +
      '418787028745 421114256042 434848589818 489524808438 493207061005 554480029851 559955524753 574348263942 586093569114 ' +
      '615057806174 615084187847 630222743974 646970417810 662846165436 706869817123 728743619870 758369105281 826293736237 ' +
      '946561847325 946746059096 958113053741 980059726660',
  },
  {
    layers: 'AWS Distro for OpenTelemetry, layers aws-otel-*',
    source: 'aws-cdk-lib/region-info, after https://aws-otel.github.io/docs/getting-started/lambda',
    accounts: '901920570463',
  },
  {
    layers: 'AWS Distro for OpenTelemetry, layers AWSOpenTelemetryDistro*',
    source: 'https://github.com/aws-otel/aws-otel.github.io/blob/main/src/config/lambdaLayerArns.js',
    accounts:
      '039612877180 152034782359 156041407956 257394471194 440179912924 440180067931 490004653786 595944127152 610118373846 ' +
      '615299751070 713881805771 739275441131 746669239226 796973505492 888577020596 904233096616 980416031188 980921751758',
  },
  {
    layers: 'Powertools for AWS Lambda (Python)',
    source: 'https://github.com/aws-powertools/powertools-lambda-python/blob/develop/docs/getting-started/install.md',
    accounts: '017000801446 165087284144 165093116878 498634801083',
  },
  {
    layers: 'Powertools for AWS Lambda (TypeScript)',
    source: 'https://docs.aws.amazon.com/powertools/typescript/latest/getting-started/lambda-layers',
    accounts: '094274105915',
  },
  {
    layers: 'AWS Lambda Web Adapter',
    source: 'https://awslabs.github.io/aws-lambda-web-adapter/getting-started/zip-packages.html',
    accounts: '041581134020 069767869989 753240598075',
  },
  {
    layers: 'AWS SDK for pandas',
    source: 'https://aws-sdk-pandas.readthedocs.io/en/stable/layers.html; for ap-east-1 https://github.com/aws/aws-sdk-pandas/pull/2459',
    accounts: '336392948345 839552336658',
  },
  {
    layers: 'Amazon CodeGuru Profiler',
    source: 'https://docs.aws.amazon.com/codeguru/latest/profiler-ug/python-lambda-layers.html',
    accounts: '157417159150',
  },
  {
    layers: 'HashiCorp Vault Lambda extension',
    source: 'https://developer.hashicorp.com/vault/docs/deploy/aws/lambda-extension',
    accounts: '634166935893',
  },
  {
    layers: 'Datadog Lambda extension and libraries',
    source: 'https://github.com/DataDog/datadog-lambda-extension/releases',
    accounts: '002406178527 464622532012',
  },
  {
    layers: 'New Relic Lambda layers',
    source: 'https://layers.newrelic-external.com, by ARNs in public code that cite it',
    accounts: '451483290750',
  },
  {
    layers: 'Sentry SDK for AWS Lambda',
    source: 'https://github.com/getsentry/sentry-release-registry/tree/master/aws-lambda-layers',
    accounts: '943013980633',
  },
  {
    layers: 'Elastic APM agents',
    source: 'https://github.com/elastic/apm-agent-nodejs/releases',
    accounts: '267093732750',
  },
  {
    layers: 'Splunk OpenTelemetry Lambda layer',
    source: 'https://github.com/signalfx/lambda-layer-versions',
    accounts: '254067382080',
  },
];

/** Documented layers, by the account of their publisher. */
export const LAYER_PUBLISHERS: ReadonlyMap<string, string> = new Map(
  PUBLISHERS.flatMap(({ layers, accounts }) => accounts.split(' ').map((account): [string, string] => [account, layers])),
);
