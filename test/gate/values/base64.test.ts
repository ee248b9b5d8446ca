import { decodedBase64 } from '../../../lib/gate';

const encoded = (text: string) => Buffer.from(text).toString('base64');

test.each(['hello world!', '>>>???>>>???', 'password=secret', 'a text with padding', '#!/bin/bash\n\techo grüß 日本\r\n'])('%j in base64 is decoded', (text) => {
  expect(decodedBase64(encoded(text))).toBe(text);
});

test.each([
  ['a text that is shorter than 16 characters', 'YWJjZGVmZ2hp'],
  ['a text that lacks its padding', 'aGVsbG8gd29ybGQhYQ'],
  ['a text with a space before it', '    aGVsbG8gd29ybGQh'],
  ['a text with a space behind it', 'aGVsbG8gd29ybGQh    '],
  ['a text in the alphabet for URLs', 'Pj4-Pz8_Pj4-Pz8_'],
  ['padding in the middle', 'aGVsbG8=aGVsbG8gd29ybGQh'],
  ['a control character before the text', encoded('\0hello world')],
  ['a control character behind the text', encoded('hello world\0')],
  ['bytes that are no text', Buffer.alloc(12, 0xff).toString('base64')],
  ['nothing', ''],
])('%s is not decoded', (_, text) => expect(decodedBase64(text)).toBeUndefined());
