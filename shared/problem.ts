import { z } from 'zod'

/** Every way a request can be refused: the code, its HTTP status, and the sentence in both languages. */
export const PROBLEMS = {
  'bad-json': { status: 400, zh: '请求内容不是有效的 JSON。', en: 'The request body is not valid JSON.' },
  'bad-request': { status: 400, zh: '请求有误。', en: 'The request is malformed.' },
  'not-signed-in': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'wrong-credentials': { status: 401, zh: '用户名或密码不对。', en: 'The user name or password is wrong.' },
  'password-expired': {
    status: 403,
    zh: '密码已过期，请先换一个新密码。',
    en: 'The password is too old; choose a new one first.',
  },
  'wrong-token': {
    status: 401,
    zh: '缺少接入令牌，或令牌不对。',
    en: 'The gateway token is missing or wrong.',
  },
  'not-allowed': { status: 403, zh: '您没有权限这样做。', en: 'You may not do this.' },
  'wrong-origin': {
    status: 403,
    zh: '请求来自别的网站，已拒绝。',
    en: 'The request came from another site and was refused.',
  },
  'not-found': { status: 404, zh: '没有找到。', en: 'There is no such thing.' },
  'method-not-allowed': { status: 405, zh: '不支持这种请求方式。', en: 'This address does not take that method.' },
  'too-slow': { status: 408, zh: '内容没有及时发完。', en: 'The content did not arrive in time.' },
  contradiction: { status: 409, zh: '与事件当前状态矛盾。', en: 'This contradicts the state of the incident.' },
  conflict: { status: 409, zh: '与已有内容冲突。', en: 'This conflicts with what is already there.' },
  'too-old': {
    status: 410,
    zh: '太久以前的变化已不再保留，请重新载入。',
    en: 'Changes that old are no longer kept; take a snapshot.',
  },
  removed: { status: 410, zh: '这张照片已经删除。', en: 'This picture has been removed.' },
  'too-large': { status: 413, zh: '内容太大。', en: 'The content is too large.' },
  'wrong-type': { status: 415, zh: '不支持这种内容类型。', en: 'This content type is not taken here.' },
  'no-such-range': { status: 416, zh: '文件没有这一段。', en: 'The file has no such bytes.' },
  invalid: { status: 422, zh: '有字段不正确。', en: 'Some fields are wrong.' },
  'too-many': { status: 429, zh: '操作太频繁，请稍后再试。', en: 'Too many requests; try again shortly.' },
  internal: { status: 500, zh: '系统出错，已记录。', en: 'Something broke here; it has been logged.' },
  unavailable: {
    status: 503,
    zh: '数据库暂时没有响应，请重试。',
    en: 'The database does not answer right now; try again.',
  },
} as const
export type ProblemCode = keyof typeof PROBLEMS

/**
 * RFC 9457 `application/problem+json` with a `code`; `fields` names each wrong field and says why, with a
 * closed `reason` where a page has words of its own for it.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string(), reason: z.string().optional() })).optional(),
  /** For a contradiction: the state the thing is in, and what may be done now. */
  state: z.string().optional(),
  allowed: z.array(z.string()).optional(),
})
export type Problem = z.infer<typeof problemSchema>
