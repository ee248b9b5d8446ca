/**
 * Scalars without quotes, which CloudFormation reads by YAML 1.1: its booleans and numbers differ from YAML 1.2. Dates are texts.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
import type { ScalarTag } from 'yaml';

/** Scalars whose meaning differs; all others are the same. */
export const PLAIN_SCALARS: ScalarTag[] = [
  scalar('bool', /^(?:yes|Yes|YES|on|On|ON)$/, () => true),
  scalar('bool', /^(?:no|No|NO|off|Off|OFF)$/, () => false),
  scalar('int', /^[-+]?0[0-7_]+$/, (text) => parse(text, 8)),
  scalar('int', /^[-+]?0b[01_]+$/, (text) => parse(text.replace('0b', ''), 2)),
  scalar('int', /^[-+]?[1-9]\d*_[\d_]*$/, (text) => parse(text, 10)),
  scalar('int', /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/, sexagesimal),
  // A number with a leading zero that is not octal, such as an account id; octal in the notation of YAML 1.2; an exponent without point or sign.
  scalar('str', /^[-+]?(?:0[\d_]*[89][\d_]*|0o[0-7]+|\d+[eE][-+]?\d+|(?:\d+\.\d*|\.\d+)[eE]\d+)$/, (text) => text),
];

function scalar(type: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${type}`, default: true, test, resolve };
}

function parse(text: string, base: number): number {
  return parseInt(text.replace(/_/g, ''), base);
}

/** Minutes and seconds, optionally hours: `1:30` is 90. */
function sexagesimal(text: string): number {
  const size = text.replace(/[-+_]/g, '').split(':').reduce((sum, digits) => sum * 60 + Number(digits), 0);
  return text.startsWith('-') ? -size : size;
}
