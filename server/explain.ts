import { DirectoryInUse } from '../db/embedded.ts'
import { errorCode } from '../db/error-code.ts'
import { SchemaMismatch } from '../db/migrate.ts'
import { stackOf } from './logged-error.ts'

/** What the operator should do about an error that keeps the program from starting, in one sentence; the stack only for what nobody expected. */
export function explain(error: unknown): string {
  if (error instanceof DirectoryInUse)
    return `${error.directory} is in use by another process (${error.holderPid}): stop that one, or set DATA_DIR to another directory.`
  if (error instanceof SchemaMismatch) return `the database does not fit this program: ${error.message}.`
  if (!(error instanceof Error)) return `stopped: ${String(error)}`
  const { port, path, address, syscall } = error as Error & {
    syscall?: string
    port?: number
    path?: string
    address?: string
  }
  const code = errorCode(error)
  const where = [address, port].filter((part) => part !== undefined).join(':')
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is already in use: stop what listens there, or set ${port === undefined ? 'another port' : settingOfPort(port)}.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path ?? where} may not be used (${code}): check its permissions, or change the setting that names it (DATA_DIR, PORT, MQTT_PORT).`
    case 'EEXIST':
    case 'ENOTDIR':
      return `${path ?? 'the data directory'} is not a directory: set DATA_DIR to one, or to a place where one can be made.`
    case 'ENOSPC':
      return `there is no space left on the disk that holds DATA_DIR.`
    case 'ECONNREFUSED':
    case 'CONNECT_TIMEOUT':
    case 'ENOTFOUND':
    case 'ENOENT':
      if (syscall === 'open')
        return `${path} is not there: check the setting that names it (TLS_CERT_FILE, TLS_KEY_FILE, DATA_DIR).`
      return `nothing answers at ${where || path || 'the given address'} (${code}): is the database running, and is DATABASE_URL right?`
    case '28P01':
    case '28000':
    case '3D000':
      return `the database refused: ${error.message}. Check DATABASE_URL.`
    default:
      return `stopped by an error nobody foresaw: ${stackOf(error)}`
  }
}

/** Both ports are settings; which of them a number belongs to is told by its usual value or else by naming both. */
function settingOfPort(port: number): string {
  return port === 1883
    ? 'MQTT_PORT to another'
    : port === 3000
      ? 'PORT to another'
      : 'PORT or MQTT_PORT, whichever it is, to another'
}
