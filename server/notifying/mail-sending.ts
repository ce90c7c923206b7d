import { createTransport } from 'nodemailer'
import type { Mail, MailServer } from '../notify/mail.ts'
import type { Answer } from '../notify/outcome.ts'

const CONNECT_MS = 10_000
const SILENCE_MS = 20_000

/** Hands a composed mail over by SMTP; what the server replied, or null where nothing was heard. */
export async function sendMail(server: MailServer, mail: Mail, signal: AbortSignal): Promise<Answer | null> {
  return withTransport(server, signal, (transport) =>
    transport.sendMail({ envelope: { from: mail.from, to: [mail.to] }, raw: mail.text }),
  )
}

/** Signs in at the server and leaves again without a word; what it replied, or null where nothing was heard. */
export async function greetMailServer(server: MailServer, signal: AbortSignal): Promise<Answer | null> {
  return withTransport(server, signal, (transport) => transport.verify())
}

async function withTransport(
  server: MailServer,
  signal: AbortSignal,
  use: (transport: ReturnType<typeof createTransport>) => Promise<unknown>,
): Promise<Answer | null> {
  const { host, port, security, user, password } = server
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
  })
  const end = () => transport.close()
  signal.addEventListener('abort', end, { once: true })
  try {
    await use(transport)
    return { status: 250, body: '' }
  } catch (error) {
    const status = error instanceof Error && 'responseCode' in error ? error.responseCode : null
    return typeof status === 'number' ? { status, body: '' } : null
  } finally {
    signal.removeEventListener('abort', end)
    transport.close()
  }
}
