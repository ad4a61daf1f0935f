/** componentsOf: a graph's strongly connected components, each after those it leads to. Tarjan 1972, without recursion */

/** `edges[a]` are the nodes that `a` needs. Nodes are visited in their order; linear in nodes and edges. */
export const componentsOf = (edges: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const components: number[][] = []
  const nodes: Node[] = edges.map((needs) => ({ needs, next: 0, number: undefined, low: 0, isOpen: false }))
  const open: number[] = []
  let count = 0

  const enter = (path: number[], at: number): void => {
    const node = nodes[at] as Node
    node.number = node.low = count++
    node.isOpen = true
    open.push(at)
    path.push(at)
  }
  const leave = (path: number[], at: number): void => {
    const node = nodes[at] as Node
    path.pop()
    const above = nodes[path.at(-1) ?? -1]
    if (above !== undefined) above.low = Math.min(above.low, node.low)
    if (node.low === node.number) components.push(close(at))
  }
  const close = (root: number): number[] => {
    const members = open.splice(open.lastIndexOf(root))
    for (const member of members) (nodes[member] as Node).isOpen = false
    return members.sort((a, b) => a - b)
  }
  const visit = (root: number): void => {
    const path: number[] = []
    enter(path, root)
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const node = nodes[at] as Node
      const needed = node.needs[node.next++]
      const target = needed === undefined ? undefined : nodes[needed]
      if (needed === undefined || target === undefined) leave(path, at)
      else if (target.number === undefined) enter(path, needed)
      else if (target.isOpen) node.low = Math.min(node.low, target.number)
    }
  }

  for (const [at, node] of nodes.entries()) if (node.number === undefined) visit(at)
  return components
}

interface Node {
  readonly needs: readonly number[]
  /** Of its needs, the next one to look at. */
  next: number
  /** In the order of visits; undefined: not visited. */
  number: number | undefined
  low: number
  isOpen: boolean
}
