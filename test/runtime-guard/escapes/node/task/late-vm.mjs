export { default } from 'node:vm';
