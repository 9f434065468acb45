// One real browser for all tests of a process: it says where to connect, and ends when nobody can ask any more.

import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking']

const server = await chromium.launchServer({ executablePath: process.argv[2], args: FLAGS })
process.stdout.write(`${server.wsEndpoint()}\n`)
process.stdin.resume()
process.stdin.on('close', async () => {
  await server.close()
  process.exit(0)
})
