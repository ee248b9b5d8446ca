import { breadthOfPattern } from '../../../lib/secrets/template/secret-arn';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333';

test.each([
  [`${arn}:secret:name-AbCdEf`, 'one'],
  [`${arn}:secret:name-??????`, 'one'],
  [`${arn}:secret:name-*`, 'one'],
  [`${arn}:secret:prod/db-??????`, 'one'],
  ['arn:aws:secretsmanager:*:*:secret:name-??????', 'one'],
  [`${arn}:secret:prod/*`, 'alike'],
  [`${arn}:secret:name*`, 'alike'],
  [`${arn}:secret:*-db-??????`, 'alike'],
  ['*:secret:prod/*', 'alike'],
  ['*', 'all'],
  ['**', 'all'],
  ['arn:*', 'all'],
  ['arn:aws:*', 'all'],
  ['arn:aws:secretsmanager:*', 'all'],
  ['arn:*:secretsmanager:*:*:*', 'all'],
  [`${arn}:*`, 'all'],
  [`${arn}:secret*`, 'all'],
  [`${arn}:secret:*`, 'all'],
  [`${arn}:secret:*-??????`, 'all'],
  [`${arn}:secret:??????-??????`, 'all'],
  ['*secret*', 'all'],
  ['arn:aws:s3:::bucket/*', 'none'],
  ['arn:aws:s3:::bucket', 'none'],
  ['arn:aws:s3:::bucket:secret:*', 'none'],
  ['arn:aws:s3*', 'none'],
  [`${arn}:other/*`, 'none'],
  ['', 'none'],
  ['no arn', 'none'],
])('%s covers %s', (pattern, breadth) => {
  expect(breadthOfPattern(pattern)).toBe(breadth);
});
