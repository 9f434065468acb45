// Real browser pages, driven by JSON lines; the protocol is that of agent.js.
//
// Each page has a context of its own, so that pages share nothing but the server. The browser is that of browser-server.js,
// whose contexts of this connection end with it.

import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const WAIT = 30_000 // ms; an event that has not come by then does not come

const browser = await chromium.connect(process.argv[2])
const pages = new Map()
const problems = new Map()

const field = (page, path) => pages.get(page).locator(`[data-path="${path}"]`)

async function valueIs(page, path, wanted) {
  const input = field(page, path)
  await input.waitFor({ timeout: WAIT })
  await input.evaluate(
    (element, [value, wait]) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`expected ${value}, shows ${element.value}`)), wait)
        const look = () => {
          if (element.value !== value) return requestAnimationFrame(look)
          clearTimeout(late)
          resolve()
        }
        look()
      }),
    [wanted, WAIT],
  )
}

/** Note what goes wrong on a page from now on. */
async function watch(name, opened) {
  const found = []
  pages.set(name, opened)
  problems.set(name, found)
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      found.push(`${message.type()}: ${message.text()} ${message.location().url}`)
  })
  opened.on('pageerror', (error) => found.push(`uncaught: ${error}`))
  opened.on('requestfailed', (request) => found.push(`failed: ${request.url()}`))
  await opened.exposeFunction('noteViolation', (text) => found.push(`policy: ${text}`))
  await opened.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.noteViolation(`${event.violatedDirective} ${event.blockedURI}`)
    })
  })
}

const commands = {
  /** Open an address in a context of its own, as another browser would. */
  async open({ page, url }) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    await watch(page, await context.newPage())
    await pages.get(page).goto(url, { timeout: WAIT })
  },
  /** Open an address in another tab of the browser that a page is in. */
  async tab({ page, beside, url }) {
    await watch(page, await pages.get(beside).context().newPage())
    await pages.get(page).goto(url, { timeout: WAIT })
  },
  async go({ page, url }) {
    await pages.get(page).goto(url, { timeout: WAIT })
  },
  /** Press a button or follow a link by its name. */
  async press({ page, name }) {
    const found = pages.get(page)
    const wanted = found.getByRole('button', { name }).or(found.getByRole('link', { name }))
    await wanted.first().click({ timeout: WAIT })
  },
  /** Fill in a field of a form by its label. */
  async enter({ page, label, value }) {
    await pages.get(page).getByLabel(label).fill(value, { timeout: WAIT })
  },
  /** Wait until a page says something. */
  async says({ page, text }) {
    await pages.get(page).getByText(text).first().waitFor({ timeout: WAIT })
  },
  /** Wait until the address starts so. */
  async arrives({ page, url }) {
    await pages.get(page).waitForURL((address) => address.href.startsWith(url), { timeout: WAIT })
  },
  /** All that a page says. */
  async text({ page }) {
    return await pages.get(page).locator('body').innerText({ timeout: WAIT })
  },
  async cookies({ page }) {
    return await pages.get(page).context().cookies()
  },
  /** What a script of the page gets for a query, with the cookies of the browser. */
  async query({ page, query }) {
    return await pages.get(page).evaluate(async (asked) => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: asked }) })
      return { status: answer.status, ...(await answer.json()) }
    }, query)
  },
  /** What scripts of the page can see of the cookies. */
  async visibleCookies({ page }) {
    return await pages.get(page).evaluate(() => document.cookie)
  },
  /** Type letter by letter, at the start or at the end of a field. */
  async type({ page, path, value, at }) {
    const input = field(page, path)
    await input.click({ timeout: WAIT })
    await input.press(at === 'start' ? 'Control+Home' : 'Control+End')
    await input.pressSequentially(value, { timeout: WAIT })
  },
  /** Replace what is in a field, and leave the field. */
  async fill({ page, path, value }) {
    await field(page, path).fill(value, { timeout: WAIT })
    await field(page, path).blur({ timeout: WAIT })
  },
  async value({ page, path }) {
    return await field(page, path).inputValue({ timeout: WAIT })
  },
  async shows({ page, path, value }) {
    await valueIs(page, path, value)
  },
  async status({ page, value }) {
    await pages.get(page).locator(`[data-status="${value}"]`).waitFor({ timeout: WAIT })
  },
  async sees({ page, people }) {
    for (const person of people) {
      await pages.get(page).locator(`[data-presence] > [data-person="${person}"]`).waitFor({ timeout: WAIT })
    }
  },
  address({ page }) {
    return pages.get(page).url()
  },
  problems({ page }) {
    return problems.get(page)
  },
}

function answer(id, rest) {
  process.stdout.write(`${JSON.stringify({ id, ...rest })}\n`)
}

/** What a page shows when something went wrong. */
async function shown(name) {
  const page = pages.get(name)
  const text = await page?.locator('body').innerText({ timeout: 2_000 }).catch(String)
  return `at ${page?.url()}: ${text}\nnoted: ${problems.get(name)?.join('\n')}`
}

async function take(line) {
  const command = JSON.parse(line)
  try {
    answer(command.id, { answer: (await commands[command.do](command)) ?? null })
  } catch (error) {
    answer(command.id, { error: `${error}\n${await shown(command.page)}` })
  }
}

const input = createInterface({ input: process.stdin })
input.on('line', take)
input.on('close', async () => {
  await browser.close()
  process.exit(0)
})
