import { z } from 'zod'
import type { CodeTable } from './outcome.ts'

const MINUTE_MS = 60_000

/**
 * What the codes of WeCom mean, those of robots and of messages of an application.
 * Source: https://developer.work.weixin.qq.com/document/path/90313 (全局错误码).
 */
export const WECOM_CODES: CodeTable = {
  '-1': { why: 'busy', afterMs: 5_000 },
  40001: { why: 'credentials' },
  40003: { why: 'recipient' },
  40008: { why: 'shape' },
  40013: { why: 'credentials' },
  40014: { why: 'ticket', afterMs: 0 },
  40033: { why: 'content' },
  40056: { why: 'shape' },
  40058: { why: 'shape' },
  40063: { why: 'shape' },
  41001: { why: 'ticket', afterMs: 0 },
  41002: { why: 'credentials' },
  41004: { why: 'credentials' },
  42001: { why: 'ticket', afterMs: 0 },
  44004: { why: 'content' },
  45002: { why: 'content' },
  45009: { why: 'too-fast', afterMs: MINUTE_MS },
  45033: { why: 'too-fast', afterMs: 5_000 },
  48002: { why: 'forbidden' },
  60011: { why: 'forbidden' },
  60020: { why: 'forbidden' },
  60111: { why: 'recipient' },
  81013: { why: 'recipient' },
  93000: { why: 'gone' },
  93004: { why: 'gone' },
  93008: { why: 'gone' },
  301002: { why: 'forbidden' },
}

/** The part of an answer of WeCom, and of DingTalk, that says how it went. */
export const errcodeSchema = z.looseObject({ errcode: z.int(), errmsg: z.string().nullish() })
