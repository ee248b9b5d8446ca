/** Parts of regular expressions for commands. */

/** A program that downloads from an address. */
export const DOWNLOAD = String.raw`\b(curl|wget|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|DownloadString|aws\s+s3\s+cp(?=\s+s3://\S+\s+-\s))\b`;

/** A shell that reads its program from its input, or from a file in its arguments. */
export const SHELL_NAME = String.raw`(?:ba|z|da|k|a)?sh\b(?!\s+-\w*c\b)`;

/** Such a shell with its path. */
export const SHELL = String.raw`(?:\S*/)?${SHELL_NAME}`;

/** Prefixes of a command: variables, and programs that start another program. */
export const PREFIX = String.raw`(?:(?:sudo|env|exec|command|time|nohup)\s+(?:-\w+\s+)*|\w+=\S*\s+)*`;

/** A commit or a digest in an address, which pins its content. */
export const OF_CONTENT = /\b[0-9a-f]{40}\b|\b[0-9a-f]{64}\b/;
