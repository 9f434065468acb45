// Random edits from a seed, of texts and of scalar fields.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz äöü€'
const ASTRAL = '🌱'

export class RandomEdits {
  /** `texts` are Y.Text; `scalars` are [map, key] and get numbers. */
  constructor(seed, texts, scalars) {
    this.seed = seed
    this.texts = texts
    this.scalars = scalars
  }

  next() {
    const dice = this.below(10)
    if (dice < 5) this.insert(this.pick(this.texts))
    else if (dice < 8) this.delete(this.pick(this.texts))
    else this.write(this.pick(this.scalars))
  }

  insert(text) {
    const word = Array.from({ length: 1 + this.below(6) }, () => LETTERS[this.below(LETTERS.length)]).join('')
    text.insert(this.whole(text, this.below(text.length + 1)), this.below(8) === 0 ? word + ASTRAL : word)
  }

  delete(text) {
    const start = this.whole(text, this.below(text.length + 1))
    const end = this.whole(text, Math.min(text.length, start + this.below(5)))
    if (end > start) text.delete(start, end - start)
  }

  write([map, key]) {
    if (this.below(5) === 0) map.delete(key)
    else map.set(key, this.below(1000))
  }

  /** An index that does not cut through a character beyond U+FFFF. */
  whole(text, index) {
    const unit = text.toString().charCodeAt(index)
    return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index
  }

  pick(from) {
    return from[this.below(from.length)]
  }

  /** mulberry32 */
  below(limit) {
    this.seed = (this.seed + 0x6d2b79f5) | 0
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
