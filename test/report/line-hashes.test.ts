import { lineHashes, LineHashes } from '../../lib/report/line-hashes';

const GREETINGS = ['e9496ae3ebfced30:1', 'fb7c023a8b9ccb3f:1', 'ce8ba1a563dcdaca:1', 'e20e36e16fcb0cc8:1', 'b3edc88f2938467e:1', 'c8e28b0b4002a3a0:1', 'c129715d7a2bc9a3:1'];

/** Hashes that github/codeql-action calculates for the same texts. */
test.each([
  ['', ['c129715d7a2bc9a3:1']],
  [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
  [' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n', GREETINGS],
  [' hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r', GREETINGS],
  [' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n', GREETINGS],
])('%j', (text, hashes) => {
  expect(lineHashes(text)).toEqual(hashes);
});

test('equal lines are numbered, and a moved line keeps its hash', () => {
  const block = `${'x'.repeat(100)}\n`;
  const [first, second] = lineHashes(block.repeat(3));
  expect([first.split(':')[1], second]).toEqual(['1', first.replace(/1$/, '2')]);
  expect(lineHashes(`\n${block.repeat(3)}`)[1]).toBe(first);
});

test('an absent file or line has none', () => {
  const hashes = new LineHashes();
  expect([hashes.at('no such file', 1), hashes.at('no \0 name', 1), hashes.at(__dirname, 1), hashes.at(__filename, 0), hashes.at(__filename, 100_000)]).toEqual(Array(5).fill(undefined));
});
