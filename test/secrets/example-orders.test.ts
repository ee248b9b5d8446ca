import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ADMINISTRATOR, IamSimulator } from './iam-simulator';
import { app } from '../../examples/orders/app';
import { RotatedSecret } from '../../lib/secrets/rotation/rotated-secret';

/** The payment key of examples/orders, and its readers, decided by all policies of its template together. */
const [stack] = app.node.children.filter(({ node }) => node.id === 'Orders');
const secret = stack.node.findChild('PaymentKey') as RotatedSecret;
const fn = (id: string) => stack.node.findChild(id) as lambda.Function;

test('only the function that charges customers reads the payment key, and its role does not elsewhere', async () => {
  const simulator = new IamSimulator(app);
  expect(await simulator.read(IamSimulator.code(fn('ProcessOrder')), secret)).toBe('Allowed');
  expect(await simulator.read({ role: fn('ProcessOrder').role! }, secret)).toBe('ImplicitlyDenied');
});

test.each(['CreateOrder', 'OrderStatus', 'RotatePaymentKey'])('%s, without a grant, is denied, even as an administrator', async (id) => {
  const simulator = new IamSimulator(app);
  expect(await simulator.read(IamSimulator.code(fn(id)), secret)).toBe('ExplicitlyDenied');
  expect(await simulator.read({ ...IamSimulator.code(fn(id)), policies: [ADMINISTRATOR] }, secret)).toBe('ExplicitlyDenied');
});
