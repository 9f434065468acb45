// An unmodified graphql-ws client in a process of its own, driven by JSON lines as agent.js is.

import { createInterface } from 'node:readline'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

const RETRY_MS = 100 // the client's own wait grows to half a minute
const closes = []
const subscriptions = new Map()
let client = null
let token = null

class Subscription {
  constructor(query, variables) {
    this.results = []
    this.waits = []
    this.end = null
    this.cancel = client.subscribe(
      { query, variables },
      {
        next: (result) => this.take({ result }),
        error: (error) => this.take({ end: plain(error) }),
        complete: () => this.take({ end: 'complete' }),
      },
    )
  }

  take(what) {
    const wait = this.waits.shift()
    if (wait) wait(what)
    else this.results.push(what)
  }

  next() {
    const known = this.results.shift()
    return known ? Promise.resolve(known) : new Promise((resolve) => this.waits.push(resolve))
  }
}

function plain(error) {
  if (Array.isArray(error)) return { errors: error }
  return { code: error.code ?? null, reason: error.reason ?? String(error) }
}

const commands = {
  connect(command) {
    token = command.token
    client = createClient({
      url: command.url,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${token}` }),
      retryAttempts: Infinity,
      shouldRetry: () => true, // a server that does not answer too; final codes end all the same
      retryWait: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
      on: { closed: ({ code, reason }) => closes.push({ code, reason }) },
    })
  },
  subscribe({ name, query, variables }) {
    subscriptions.set(name, new Subscription(query, variables))
  },
  next({ name }) {
    return subscriptions.get(name).next()
  },
  cancel({ name }) {
    subscriptions.get(name).cancel()
  },
  closes() {
    return closes
  },
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const lines = createInterface({ input: process.stdin })
lines.on('line', async (line) => {
  const command = JSON.parse(line)
  try {
    say({ id: command.id, answer: (await commands[command.do](command)) ?? null })
  } catch (error) {
    say({ id: command.id, error: String(error) })
  }
})
lines.on('close', () => process.exit(0))
