import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { Patience } from '../../lambda/custom-resource/patience';
import { respond } from '../../lambda/custom-resource/response';

test.each(['\u0001', '\u0000\n', '"', '\\', '€', '😀'])('a reason of many %j is within the 4096 bytes that CloudFormation accepts', async (character) => {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => bodies.push(part));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const envelope = { ResponseURL, StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Orders/1', RequestId: 'r', LogicalResourceId: 'L' };
  await respond(envelope, { physicalId: 'id', reason: character.repeat(5000) }, new Patience(Date.now() + 10_000));
  server.close();
  const body = Buffer.concat(bodies);
  expect(body.length).toBeLessThan(4096);
  expect(JSON.parse(body.toString())).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'id' });
});
