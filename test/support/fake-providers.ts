// Whole, though long: each provider is a few lines, and they are read against the providers' documents together.
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'

/** What the fake providers know: by it they check signatures as the real ones document them, with none of our code. */
export const SECRETS = {
  webhook: Buffer.alloc(32, 7).toString('base64'),
  dingtalk: 'SECfake',
  feishu: 'feishu-secret',
  aliyunId: 'LTAI-fake',
  aliyunSecret: 'aliyun-secret',
  corpId: 'ww-fake',
  corpSecret: 'corp-secret',
  robotKey: 'robot-key',
  sim: { name: 'sms', password: 'gateway' },
} as const

/** One thing a provider was given; `fault` says what was wrong with it, and it was refused as the provider refuses. */
export type Given = {
  provider: ProviderName
  atMs: number
  /** The number, user or address; null where it is a group. */
  to: string | null
  /** What people will read, as far as the request says it. */
  text: string
  /** The id of ours by which a provider may know it again. */
  id: string | null
  /** The `gateway` in the address of a SIM gateway, which tells several apart. */
  gateway: string | null
  fault: string | null
}

export type ProviderName =
  'sim' | 'webhook' | 'wecom-robot' | 'wecom-app' | 'dingtalk' | 'feishu' | 'aliyun-sms' | 'aliyun-voice' | 'mail'

/** What a provider answers instead of its success. */
export type FakeAnswer = { status?: number; body?: unknown; afterMs?: number; hangsUp?: boolean }

type Heard = { url: URL; headers: IncomingMessage['headers']; body: string }
type Judged = Omit<Given, 'atMs' | 'provider' | 'gateway'> & {
  provider: ProviderName
  success: unknown
  refusal?: FakeAnswer
}

/** Providers of messages on ports of this machine. */
export type FakeProviders = {
  given: Given[]
  /** How often a token was fetched from WeCom. */
  tokens(): number
  /** Answers so, instead of a success, until told otherwise (null). */
  answer(provider: ProviderName, answer: FakeAnswer | ((given: Given) => FakeAnswer | null) | null): void
  /** Resolves when something fits; looks at what has come already too. */
  until(fits: (given: Given[]) => boolean): Promise<void>
  /** Leads requests to the hosts of the real providers here. */
  fetch: typeof fetch
  /** Where those are that live in one's own house. */
  simUrl: string
  webhookUrl: string
  smtpPort: number
  stop(): Promise<void>
}

/** Starts all fake providers on free ports. */
export async function startFakeProviders(): Promise<FakeProviders> {
  const given: Given[] = []
  const answers = new Map<ProviderName, FakeAnswer | ((one: Given) => FakeAnswer | null)>()
  const waiting = new Set<() => void>()
  const nonces = new Set<string>()
  let tokens = 0

  function take(one: Given): FakeAnswer | null {
    given.push(one)
    for (const look of waiting) look()
    const answer = answers.get(one.provider) ?? null
    return typeof answer === 'function' ? answer(one) : answer
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const host = String(request.headers['x-fake-host'] ?? request.headers.host)
      const url = new URL(request.url ?? '/', `https://${host}`)
      const heard = { url, headers: request.headers, body: Buffer.concat(chunks).toString() }
      const send = ({ status = 200, body, afterMs = 0, hangsUp = false }: FakeAnswer) =>
        void setTimeout(() => {
          if (hangsUp) return request.socket.destroy()
          response.writeHead(status, { 'content-type': 'application/json' })
          return response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
        }, afterMs)
      if (url.pathname === '/cgi-bin/gettoken') return send({ body: token(url) })
      const judged = judge(heard, nonces)
      if (judged === null) return send({ status: 404 })
      const { success, refusal, ...rest } = judged
      const told = take({ ...rest, gateway: url.searchParams.get('gateway'), atMs: Date.now() })
      return send(judged.fault === null ? (told ?? { body: success }) : (refusal ?? { status: 401 }))
    })
  })

  function token(url: URL): unknown {
    tokens++
    const isRight =
      url.searchParams.get('corpid') === SECRETS.corpId && url.searchParams.get('corpsecret') === SECRETS.corpSecret
    return isRight
      ? { errcode: 0, errmsg: 'ok', access_token: `token-${tokens}`, expires_in: 7200 }
      : { errcode: 40001, errmsg: 'invalid credential' }
  }

  const smtp = createTcpServer((socket) => {
    let [rest, isData, to, text] = ['', false, '', '']
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 fake ESMTP')
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      rest += chunk.toString()
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (isData && line !== '.') text += `${line}\n`
        else if (isData) {
          isData = false
          const [, body = ''] = text.split('\n\n')
          const one: Given = {
            provider: 'mail',
            gateway: null,
            atMs: Date.now(),
            to,
            text: Buffer.from(body, 'base64').toString(),
            id: /^Message-ID: <([^@]+)@/m.exec(text)?.[1] ?? null,
            fault: /^Auto-Submitted: auto-generated$/m.test(text) ? null : 'not marked as made by a program',
          }
          const { status = 250 } = take(one) ?? {}
          say(`${status} done`)
        } else if (/^EHLO/i.test(line)) say('250 fake')
        else if (/^RCPT TO:/i.test(line)) {
          to = /<([^>]*)>/.exec(line)?.[1] ?? ''
          say('250 ok')
        } else if (/^DATA/i.test(line)) {
          ;[isData, text] = [true, '']
          say('354 go on')
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else say('250 ok')
      }
    })
  })
  server.listen(0, '127.0.0.1')
  smtp.listen(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(smtp, 'listening')])
  // Listening TCP servers have address objects.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    given,
    tokens: () => tokens,
    answer: (provider, answer) => void (answer === null ? answers.delete(provider) : answers.set(provider, answer)),
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          if (!fits(given)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    fetch(input, init) {
      // Only our own requests come here, and they are asked for by their address.
      const url = new URL(String(input))
      const headers = new Headers(init?.headers)
      headers.set('x-fake-host', url.host)
      return fetch(url.origin === origin ? url : `${origin}${url.pathname}${url.search}`, { ...init, headers })
    },
    simUrl: `${origin}/sim`,
    webhookUrl: `${origin}/hook`,
    smtpPort: (smtp.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections()
      server.close()
      smtp.close()
      await once(server, 'close')
    },
  }
}

function judge(heard: Heard, nonces: Set<string>): Judged | null {
  const { url } = heard
  if (url.pathname === '/sim') return simGateway(heard)
  if (url.pathname === '/hook') return webhook(heard)
  switch (`${url.hostname}${url.pathname}`) {
    case 'qyapi.weixin.qq.com/cgi-bin/webhook/send':
      return wecomRobot(heard)
    case 'qyapi.weixin.qq.com/cgi-bin/message/send':
      return wecomApp(heard)
    case 'oapi.dingtalk.com/robot/send':
      return dingtalk(heard)
    case 'dysmsapi.aliyuncs.com/':
    case 'dyvmsapi.aliyuncs.com/':
      return aliyun(heard, nonces)
  }
  return url.hostname === 'open.feishu.cn' ? feishu(heard) : null
}

// Bodies of JSON are looked into without a schema: what is not there reads as undefined, and the fault names it.
type Loose = { [name: string]: Loose } & { length?: number }
const json = (body: string) => JSON.parse(body) as Loose
const words = (value: unknown) => (typeof value === 'string' ? value : '')

/** https://docs.sms-gate.app/features/sending-messages/ */
function simGateway({ headers, body }: Heard): Judged {
  const said = json(body)
  const { name, password } = SECRETS.sim
  const basic = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  const numbers = Array.isArray(said['phoneNumbers']) ? (said['phoneNumbers'] as unknown[]) : []
  const to = words(numbers[0])
  const text = words(said['textMessage']?.['text'])
  const fault =
    headers.authorization !== basic
      ? 'not authenticated'
      : numbers.length !== 1 || !/^\+86\d{10,11}$/.test(to)
        ? 'one number in international form is wanted'
        : text === ''
          ? 'nothing is said'
          : null
  const id = words(said['id'])
  return { provider: 'sim', to, text, id, fault, success: { id, state: 'Pending' } }
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function webhook({ headers, body }: Heard): Judged {
  const [id, at, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    words(headers[name]),
  )
  const wanted = createHmac('sha256', Buffer.from(SECRETS.webhook, 'base64'))
    .update(`${id}.${at}.${body}`)
    .digest('base64')
  const isRecent = Math.abs(Date.now() / 1000 - Number(at)) < 300
  const isSigned = words(signature).split(' ').includes(`v1,${wanted}`)
  const fault = !isSigned ? 'the signature is wrong' : !isRecent ? 'too old' : null
  return {
    provider: 'webhook',
    to: null,
    text: words(json(body)['data']?.['text']),
    id: id ?? null,
    fault,
    success: {},
  }
}

/** https://developer.work.weixin.qq.com/document/path/91770 */
function wecomRobot({ url, body }: Heard): Judged {
  const said = json(body)
  const text = words(said['text']?.['content'])
  const isKnown = url.searchParams.get('key') === SECRETS.robotKey
  const fault = !isKnown ? 'no such robot' : Buffer.byteLength(text) > 2048 || text === '' ? 'length' : null
  const refusal = { body: { errcode: isKnown ? 40058 : 93000, errmsg: fault } }
  return { provider: 'wecom-robot', to: null, text, id: null, fault, refusal, success: { errcode: 0, errmsg: 'ok' } }
}

/** https://developer.work.weixin.qq.com/document/path/90236 */
function wecomApp({ url, body }: Heard): Judged {
  const said = json(body)
  const card = said['template_card']
  const text = words(card?.['sub_title_text']) || words(said['text']?.['content'])
  const isKnown = /^token-\d+$/.test(url.searchParams.get('access_token') ?? '')
  const buttons: unknown = card?.['button_list']
  const hasButtons = Array.isArray(buttons) && buttons.length === 2
  const isWhole = words(card?.['card_type']) !== 'button_interaction' || (hasButtons && words(card?.['task_id']) !== '')
  const fault = !isKnown ? 'the token' : !isWhole || text === '' ? 'the card is not whole' : null
  const refusal = { body: { errcode: isKnown ? 40058 : 40014, errmsg: fault } }
  const success = { errcode: 0, errmsg: 'ok', invaliduser: '', msgid: 'msg' }
  return { provider: 'wecom-app', to: words(said['touser']), text, id: null, fault, refusal, success }
}

/** https://open.dingtalk.com/document/orgapp/customize-robot-security-settings */
function dingtalk({ url, body }: Heard): Judged {
  const at = url.searchParams.get('timestamp') ?? ''
  const wanted = createHmac('sha256', SECRETS.dingtalk).update(`${at}\n${SECRETS.dingtalk}`).digest('base64')
  const isRecent = Math.abs(Date.now() - Number(at)) < 3600_000
  const fault = url.searchParams.get('sign') !== wanted ? 'sign not match' : isRecent ? null : 'invalid timestamp'
  const text = words(json(body)['text']?.['content'])
  const refusal = { body: { errcode: 310000, errmsg: fault } }
  return { provider: 'dingtalk', to: null, text, id: null, fault, refusal, success: { errcode: 0, errmsg: 'ok' } }
}

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
function feishu({ body }: Heard): Judged {
  const said = json(body)
  const at = words(said['timestamp'])
  const wanted = createHmac('sha256', `${at}\n${SECRETS.feishu}`).update('').digest('base64')
  const isRecent = Math.abs(Date.now() / 1000 - Number(at)) < 3600
  const fault =
    words(said['sign']) !== wanted || !isRecent ? 'sign match fail or timestamp is not within one hour' : null
  const text = words(said['content']?.['text'])
  const refusal = { body: { code: 19021, msg: fault } }
  return { provider: 'feishu', to: null, text, id: null, fault, refusal, success: { code: 0, msg: 'success' } }
}

/** https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature */
function aliyun({ url, headers, body }: Heard, nonces: Set<string>): Judged {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const encoded = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&')
  const [, credential = '', names = '', signature = ''] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      words(headers.authorization),
    ) ?? []
  const valueOf = (name: string) => (name === 'host' ? url.host : words(headers[name]).trim())
  const lines = names.split(';').map((name) => `${name}:${valueOf(name)}\n`)
  const canonical = ['POST', '/', query, lines.join(''), names, sha256(body)].join('\n')
  const wanted = createHmac('sha256', SECRETS.aliyunSecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  const nonce = words(headers['x-acs-signature-nonce'])
  const isAged = Math.abs(Date.now() - Date.parse(words(headers['x-acs-date']))) > 900_000
  const action = words(headers['x-acs-action'])
  const isSms = url.hostname.startsWith('dysmsapi')
  const [code, fault] =
    credential !== SECRETS.aliyunId
      ? ['InvalidAccessKeyId.NotFound', 'key']
      : signature !== wanted || headers['x-acs-content-sha256'] !== sha256(body)
        ? ['SignatureDoesNotMatch', 'signature']
        : isAged
          ? ['InvalidTimeStamp.Expired', 'date']
          : nonces.has(nonce) || nonce === ''
            ? ['SignatureNonceUsed', 'nonce']
            : ['OK', null]
  nonces.add(nonce)
  const to = url.searchParams.get(isSms ? 'PhoneNumbers' : 'CalledNumber')
  const isAction = isSms ? action === 'SendSms' : action === 'SingleCallByTts' || action === 'IvrCall'
  const text =
    url.searchParams.get(isSms ? 'TemplateParam' : action === 'IvrCall' ? 'StartTtsParams' : 'TtsParam') ?? ''
  return {
    provider: isSms ? 'aliyun-sms' : 'aliyun-voice',
    to,
    text,
    id: url.searchParams.get('OutId'),
    fault: isAction ? fault : `no action ${action}`,
    refusal: {
      status: code === 'OK' ? 404 : 400,
      body: { Code: code === 'OK' ? 'InvalidAction.NotFound' : code, Message: '' },
    },
    success: { Code: 'OK', Message: 'OK', [isSms ? 'BizId' : 'CallId']: `receipt-${nonce}` },
  }
}

/** Settings of channels that these providers take. */
export function fakeSettings(providers: Pick<FakeProviders, 'simUrl' | 'webhookUrl' | 'smtpPort'>) {
  const aliyunKey = { accessKeyId: SECRETS.aliyunId, accessKeySecret: SECRETS.aliyunSecret }
  const variables = { what: 'kind', where: 'ground' }
  const templates = {
    alarm: { code: 'SMS_1', variables },
    drill: { code: 'SMS_2', variables, words: '这是演练。' },
    mostCharacters: 60,
  }
  return {
    'sim-http': {
      form: {
        url: providers.simUrl,
        method: 'POST',
        encoding: 'json',
        constants: { priority: 100, withDeliveryReport: true },
        user: SECRETS.sim,
      },
      fields: { to: 'phoneNumbers', text: 'textMessage.text', id: 'id' },
      isToList: true,
      perMinute: 6_000,
    },
    webhook: { url: providers.webhookUrl, secrets: [`whsec_${SECRETS.webhook}`] },
    'wecom-robot': { webhookUrl: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${SECRETS.robotKey}` },
    'wecom-app': { corpId: SECRETS.corpId, agentId: 1000002, secret: SECRETS.corpSecret },
    'dingtalk-robot': {
      webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=fake',
      secret: SECRETS.dingtalk,
    },
    'feishu-robot': { webhookUrl: 'https://open.feishu.cn/open-apis/bot/v2/hook/fake', secret: SECRETS.feishu },
    'aliyun-sms': { ...aliyunKey, signName: '测试乡', templates },
    'aliyun-voice': { ...aliyunKey, templates },
    mail: {
      server: { host: '127.0.0.1', port: providers.smtpPort, security: 'none' },
      from: 'zhiban@xiang.example',
      fromName: '值班室',
    },
  } as const
}
