// Ranges of clocks by client, as delete sets hold them.

export class Ranges {
  constructor() {
    /** @type {Map<number, Array<[number, number]>>} sorted, apart, each [start, end) */
    this.clients = new Map()
  }

  static from(list) {
    const ranges = new Ranges()
    for (const [client, start, end] of list) ranges.add(client, start, end)
    return ranges
  }

  add(client, start, end) {
    const known = this.clients.get(client) ?? []
    const apart = known.filter(([from, to]) => to < start || from > end)
    const touching = known.filter(([from, to]) => to >= start && from <= end)
    const merged = [Math.min(start, ...touching.map((r) => r[0])), Math.max(end, ...touching.map((r) => r[1]))]
    this.clients.set(client, [...apart, merged].sort((a, b) => a[0] - b[0]))
  }

  /** @param {{ clients: Map<number, Array<{ clock: number, len: number }>> }} deleteSet as Yjs holds it */
  addAll(deleteSet) {
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) this.add(client, clock, clock + len)
    }
  }

  /** Whether every range of the other lies in one of these. */
  holds(other) {
    for (const [client, ranges] of other.clients) {
      const known = this.clients.get(client) ?? []
      if (!ranges.every(([start, end]) => known.some(([from, to]) => from <= start && end <= to))) return false
    }
    return true
  }

  list() {
    return [...this.clients].flatMap(([client, ranges]) => ranges.map(([start, end]) => [client, start, end]))
  }
}
