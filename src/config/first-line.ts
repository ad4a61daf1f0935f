/** firstLine: editors end a file with a line break that belongs to no password. */
export const firstLine = (text: string | undefined): string | undefined => text?.split(/\r?\n/, 1)[0]
