import { z } from 'zod'
import {
  type Answer,
  type CodeTable,
  handedOver,
  jsonIn,
  later,
  never,
  type Outcome,
  outcomeOfCode,
  outcomeOfStatus,
  UNREADABLE,
} from './outcome.ts'

/**
 * What the codes of Aliyun's short messages and calls mean, and those of its gateway.
 * Sources: https://help.aliyun.com/zh/sms/developer-reference/api-error-codes,
 * https://help.aliyun.com/zh/vms/developer-reference/api-error-codes.
 */
export const ALIYUN_CODES: CodeTable = {
  'isp.SYSTEM_ERROR': { why: 'busy', afterMs: 5_000 },
  'isp.GATEWAY_ERROR': { why: 'busy', afterMs: 5_000 },
  'isp.UNKNOWN': { why: 'busy', afterMs: 5_000 },
  'isp.RAM_PERMISSION_DENY': { why: 'forbidden' },
  'isv.ACCOUNT_ABNORMAL': { why: 'credentials' },
  'isv.ACCOUNT_NOT_EXISTS': { why: 'credentials' },
  'isv.AMOUNT_NOT_ENOUGH': { why: 'unpaid' },
  'isv.BLACK_KEY_CONTROL_LIMIT': { why: 'content' },
  'isv.DAY_LIMIT_CONTROL': { why: 'unpaid' },
  'isv.DENY_IP_RANGE': { why: 'forbidden' },
  'isv.DISPLAY_NUMBER_ILLEGAL': { why: 'shape' },
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': { why: 'recipient' },
  'isv.EXTEND_CODE_ERROR': { why: 'shape' },
  'isv.INVALID_JSON_PARAM': { why: 'shape' },
  'isv.INVALID_PARAMETERS': { why: 'shape' },
  'isv.MOBILE_COUNT_OVER_LIMIT': { why: 'shape' },
  'isv.MOBILE_NUMBER_ILLEGAL': { why: 'recipient' },
  'isv.MONTH_LIMIT_CONTROL': { why: 'unpaid' },
  'isv.NO_AVAILABLE_SHOW_NUMBER': { why: 'shape' },
  'isv.OUT_OF_SERVICE': { why: 'unpaid' },
  'isv.PARAM_LENGTH_LIMIT': { why: 'content' },
  'isv.PARAM_NOT_SUPPORT_URL': { why: 'content' },
  'isv.PRODUCT_UNSUBSCRIBE': { why: 'forbidden' },
  'isv.PRODUCT_UN_SUBSCRIPT': { why: 'forbidden' },
  'isv.SECURITY_FROZEN_ACCOUNT': { why: 'forbidden' },
  'isv.SIGN_STATE_ILLEGAL': { why: 'shape' },
  'isv.SMS_CONTENT_ILLEGAL': { why: 'content' },
  'isv.SMS_SIGNATURE_ILLEGAL': { why: 'shape' },
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': { why: 'shape' },
  'isv.SMS_SIGN_ILLEGAL': { why: 'shape' },
  'isv.SMS_TEMPLATE_ILLEGAL': { why: 'shape' },
  'isv.TEMPLATE_MISSING_PARAMETERS': { why: 'shape' },
  'isv.TEMPLATE_PARAMS_ILLEGAL': { why: 'content' },
  'isv.TTS_TEMPLATE_ILLEGAL': { why: 'shape' },
  'isv.VOICE_FILE_ILLEGAL': { why: 'shape' },
  'Forbidden.RAM': { why: 'forbidden' },
  IncompleteSignature: { why: 'credentials' },
  'InvalidAccessKeyId.Inactive': { why: 'credentials' },
  'InvalidAccessKeyId.NotFound': { why: 'credentials' },
  'InvalidAction.NotFound': { why: 'shape' },
  'InvalidTimeStamp.Expired': { why: 'clock', afterMs: 60_000 },
  InvalidVersion: { why: 'shape' },
  ServiceUnavailable: { why: 'busy', afterMs: 5_000 },
  SignatureDoesNotMatch: { why: 'credentials' },
  SignatureNonceUsed: { why: 'busy', afterMs: 0 },
  Throttling: { why: 'too-fast', afterMs: 5_000 },
  'Throttling.User': { why: 'too-fast', afterMs: 5_000 },
}

/** A limit of a minute, of an hour (天级: of a day), of one number; only the words tell which. */
const LIMITED = 'isv.BUSINESS_LIMIT_CONTROL'

const answerSchema = z.looseObject({ Code: z.string(), Message: z.string().nullish() })

/** The outcome of a call of Aliyun; `receiptName` is the field that finds its later reports. */
export function aliyunOutcome(answer: Answer, receiptName: 'BizId' | 'CallId'): Outcome {
  const read = answerSchema.safeParse(jsonIn(answer.body))
  if (!read.success) return outcomeOfStatus(answer) ?? UNREADABLE
  const { Code: code, Message: words } = read.data
  if (code === 'OK') {
    const receipt = read.data[receiptName]
    return outcomeOfStatus(answer) ?? handedOver(typeof receipt === 'string' ? receipt : null)
  }
  if (code !== LIMITED) {
    const isListed = Object.hasOwn(ALIYUN_CODES, code)
    // A code that is not listed says less than the status does.
    return (isListed ? null : outcomeOfStatus(answer)) ?? outcomeOfCode(code, ALIYUN_CODES)
  }
  if (/天|日|day/i.test(words ?? '')) return never('daily-limit', code)
  return later('too-fast', /小时|hour/i.test(words ?? '') ? 3_600_000 : 60_000, code)
}
