// One Yjs client in a process of its own: an unmodified y-websocket provider, driven by JSON lines.
//
// A command is {"id": n, "do": name, ...arguments} on stdin; its answer is {"id": n, "answer": ...} or
// {"id": n, "error": message} on stdout. A wait is answered when what it waits for has happened.
// The one thing added to the provider is an ear on its socket, which notes what the server has told: that much
// is committed, and has to be in the document whatever happens to the server afterwards.

import { createInterface } from 'node:readline'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { RandomEdits } from './random-edits.js'
import { Ranges } from './ranges.js'

const SYNC = 0
const STEP1 = 0
const NEEDS_SERVER = new Set(['synced', 'acknowledged', 'told']) // waits that nothing ends after a final close
// Two values set at once delete one of the two without a word; who deletes that one too, in an answer to step 1, is told
// of it only by asking again.
const RESYNC_EVERY = 10_000 // ms
globalThis.WebSocket ??= WebSocket // where Node has none of its own: the provider's resynchronisation asks that one
const FLOW_LENGTH = 4_000 // of one flow in one text: two, each offline for the other, still fit into 10,000

const doc = new Y.Doc()
const undo = new Map()
const closes = []
const waits = new Set()
const ownDeletes = new Ranges()
const toldDeletes = new Ranges()
const toldClocks = new Map()
let provider = null
let ended = null
let flow = null

class ListeningSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols)
    this.on('message', (data) => noteTold(new Uint8Array(data)))
  }
}

/** Note what a frame of the server says is in the document: clocks and deletions. */
function noteTold(frame) {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== SYNC) return
  const step = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  if (step === STEP1) {
    for (const [client, clock] of Y.decodeStateVector(payload)) noteClock(client, 0, clock)
  } else {
    const { structs, ds } = Y.decodeUpdate(payload)
    for (const { id, length, constructor } of structs) {
      if (constructor.name !== 'Skip') noteClock(id.client, id.clock, id.clock + length)
    }
    toldDeletes.addAll(ds)
  }
  // The provider takes the frame in after this listener: look at the waits when it has.
  setImmediate(lookAtWaits)
}

function noteClock(client, from, to) {
  const known = toldClocks.get(client) ?? 0
  if (from <= known && to > known) toldClocks.set(client, to)
}

function localDeletes() {
  const deletes = new Ranges()
  deletes.addAll(Y.snapshot(doc).ds)
  return deletes
}

// Of two values set at once, integrating deletes the one that lost: nobody tells that, since everybody finds it out.
// So only what was deleted here waits to be acknowledged.
doc.on('update', (update, origin) => {
  if (!(origin instanceof WebsocketProvider)) ownDeletes.addAll(Y.decodeUpdate(update).ds)
})

const ownClock = () => Y.getState(doc.store, doc.clientID)
const isSynced = () => provider !== null && provider.synced
const acknowledgedClock = () => toldClocks.get(doc.clientID) ?? 0
const isAcknowledged = () =>
  isSynced() && acknowledgedClock() >= ownClock() && toldDeletes.holds(ownDeletes) && !flow

function holdsVector(vector) {
  return Object.entries(vector).every(([client, clock]) => Y.getState(doc.store, Number(client)) >= clock)
}

const present = () =>
  provider === null ? [] : [...provider.awareness.getStates()].map(([client, state]) => ({ client, state }))

/** The shared type, or the value, at a path such as ["outcomes", id, "metric"]. */
function at(path) {
  let found = doc.getMap(path[0])
  for (const key of path.slice(1)) found = found?.get(key)
  return found
}

function text(path) {
  const found = at(path)
  if (!(found instanceof Y.Text)) throw new Error(`expected a text at ${path.join('/')}, got ${typeof found}`)
  return found
}

function clamp(value, most) {
  return Math.max(0, Math.min(value, most))
}

function content() {
  const all = {}
  for (const root of doc.share.keys()) all[root] = doc.getMap(root).toJSON()
  return all
}

const valueAt = (path) => at(path)?.toJSON?.() ?? at(path) ?? null

const conditions = {
  synced: () => isSynced(),
  acknowledged: () => isAcknowledged(),
  disconnected: () => provider === null || !provider.wsconnected,
  ended: () => ended !== null,
  closes: ({ count }) => closes.length >= count,
  told: ({ clock }) => acknowledgedClock() >= clock,
  holds: ({ vector, deletes }) =>
    holdsVector(vector) && localDeletes().holds(Ranges.from(deletes)) && doc.store.pendingStructs === null,
  value: ({ path, value }) => JSON.stringify(valueAt(path)) === JSON.stringify(value),
  includes: ({ path, part }) => String(valueAt(path)).includes(part),
  present: ({ people }) => {
    const here = new Set(present().map(({ state }) => state.user?.id))
    return people.every((person) => here.has(person))
  },
  absent: ({ people }) => {
    const here = new Set(present().map(({ state }) => state.user?.id))
    return people.every((person) => !here.has(person))
  },
}

function lookAtWaits() {
  for (const wait of [...waits]) {
    if (conditions[wait.until](wait)) {
      waits.delete(wait)
      answer(wait.id, { answer: null })
    } else if (ended !== null && NEEDS_SERVER.has(wait.until)) {
      waits.delete(wait)
      answer(wait.id, { error: `closed for good while waiting: ${ended.code} ${ended.reason}` })
    }
  }
}

doc.on('afterTransaction', () => setImmediate(lookAtWaits))

const commands = {
  /** Open the document on a server; the replica stays the same when the client moves from one to another. */
  connect({ server, room, token, maxBackoff = 400 }) {
    provider?.destroy()
    ended = null
    provider = new WebsocketProvider(server, room, doc, {
      WebSocketPolyfill: ListeningSocket,
      disableBc: true,
      resyncInterval: RESYNC_EVERY,
      protocols: token === null ? [] : ['concordat', `bearer.${token}`],
      maxBackoffTime: maxBackoff,
    })
    provider.on('connection-close', (event) => {
      if (event !== null) closes.push({ code: event.code, reason: event.reason })
      setImmediate(lookAtWaits)
    })
    provider.on('closed', (event) => {
      ended = event
      setImmediate(lookAtWaits)
    })
    provider.on('status', () => setImmediate(lookAtWaits))
    provider.on('sync', () => setImmediate(lookAtWaits))
    provider.awareness.on('change', () => setImmediate(lookAtWaits))
  },
  disconnect() {
    provider.disconnect()
  },
  reconnect() {
    ended = null
    provider.connect()
  },
  /** Go on under a new token; as docs/api-access.md says. */
  renew({ token }) {
    ended = null
    provider.protocols = ['concordat', `bearer.${token}`]
    provider.disconnect()
    provider.connect()
  },
  insert({ path, index, value }) {
    const into = text(path)
    into.insert(clamp(index, into.length), value)
  },
  delete({ path, index, length }) {
    const from = text(path)
    const start = clamp(index, from.length)
    from.delete(start, clamp(length, from.length - start))
  },
  set({ path, value, type }) {
    const made = { text: () => new Y.Text(value), map: () => new Y.Map(Object.entries(value)) }
    const key = path.at(-1)
    at(path.slice(0, -1)).set(key, made[type] ? made[type]() : value)
  },
  unset({ path }) {
    at(path.slice(0, -1)).delete(path.at(-1))
  },
  create({ root, entity, fields, texts }) {
    doc.transact(() => {
      const map = new Y.Map()
      doc.getMap(root).set(entity, map)
      for (const [name, value] of Object.entries(fields)) map.set(name, value)
      for (const [name, value] of Object.entries(texts)) map.set(name, new Y.Text(value))
    })
  },
  remove({ root, entity }) {
    doc.getMap(root).delete(entity)
  },
  /** What this client does from now on to a root can be undone; each edit by itself. */
  trackUndo({ root }) {
    undo.set(root, new Y.UndoManager(doc.getMap(root), { captureTimeout: 0 }))
  },
  undo({ root }) {
    undo.get(root).undo()
  },
  random({ seed, count, texts, scalars }) {
    const edits = new RandomEdits(seed, texts.map(text), scalars.map((path) => [at(path.slice(0, -1)), path.at(-1)]))
    for (let n = 0; n < count; n++) doc.transact(() => edits.next())
  },
  /** Edit again and again, until told to stop: words into the texts in turn while they may take more, and values. */
  startFlow({ texts, scalar, name, every }) {
    const words = []
    const written = texts.map(() => 0)
    let number = 0
    const edit = () => {
      number += 1
      const turn = number % texts.length
      const word = `${name}${number}`
      const fits = written[turn] + word.length < FLOW_LENGTH
      doc.transact(() => {
        const into = text(texts[turn])
        if (fits) into.insert(into.length, `${word} `)
        if (!fits || number % 4 === 0) at(scalar.slice(0, -1)).set(scalar.at(-1), number)
      })
      if (!fits) return
      written[turn] += word.length + 1
      words.push([word, ownClock()])
    }
    edit()
    flow = { words, timer: setInterval(edit, every) }
  },
  /** Stop, and say each word written with the clock behind it. */
  stopFlow() {
    const { words, timer } = flow
    clearInterval(timer)
    flow = null
    setImmediate(lookAtWaits)
    return words
  },
  setAwareness({ field, value }) {
    provider.awareness.setLocalStateField(field, value)
  },
  send({ hex }) {
    provider.ws.send(Buffer.from(hex, 'hex'))
  },
  sendText({ value }) {
    provider.ws.send(value)
  },
  state() {
    return {
      client: doc.clientID,
      vector: Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(doc))),
      deletes: localDeletes().list(),
      toldVector: Object.fromEntries(toldClocks),
      toldDeletes: toldDeletes.list(),
      pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
      acknowledged: acknowledgedClock(),
      synced: isSynced(),
      closes,
      ended,
      comesAgain: provider !== null && provider.shouldConnect,
    }
  },
  content,
  value({ path }) {
    return valueAt(path)
  },
  present,
}

function answer(id, rest) {
  process.stdout.write(`${JSON.stringify({ id, ...rest })}\n`)
}

function take(line) {
  const command = JSON.parse(line)
  if (command.do === 'wait') {
    waits.add(command)
    lookAtWaits()
    return
  }
  try {
    answer(command.id, { answer: commands[command.do](command) ?? null })
  } catch (error) {
    answer(command.id, { error: String(error) })
  }
  setImmediate(lookAtWaits)
}

const input = createInterface({ input: process.stdin })
input.on('line', take)
input.on('close', () => process.exit(0))
