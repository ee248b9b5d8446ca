exports.name = 'lazy CommonJS';
