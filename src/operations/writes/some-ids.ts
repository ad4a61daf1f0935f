/** someIds: ids in a sentence, so many that whoever reads it can do something about them. */
const most = 20

/** The first of them, and how many more there are. */
export const someIds = (ids: readonly string[]): string => {
  const rest = ids.length > most ? ` and ${ids.length - most} more` : ''
  return ids.slice(0, most).join(', ') + rest
}
