export const name = 'lazy module';
