import { z } from 'zod'
import { NOTICE_FIELDS, type NoticeField } from '#shared/notice-fields.ts'
import type { NoticeText } from '#shared/notice-text.ts'
import type { Acs3Key } from './acs3.ts'
import { SAID } from './words.ts'

/** Whose account it is, by settings. */
export const aliyunKeySchema = z.object({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
}) satisfies z.ZodType<Acs3Key>

/** A template that the provider has approved: its code, and which part of a notice each of its variables takes. */
const templateSchema = z.object({
  code: z.string().min(1),
  variables: z.record(z.string().regex(/^\w+$/), z.enum(NOTICE_FIELDS)),
})
type Template = z.output<typeof templateSchema>

/** A template for drills: the words the provider approved, which open as every drill does, are entered with it. */
const drillTemplateSchema = templateSchema
  .extend({ words: z.string().min(1).max(500) })
  .refine(({ words, variables }) => opensAsDrill(words, variables), {
    path: ['words'],
    message: 'must open as every drill does, or with the variable that says so',
  })

/** The templates of a channel: drills have one of their own. */
export const templatesSchema = z.object({
  alarm: templateSchema,
  drill: drillTemplateSchema,
  /** How long a variable may be; 35 characters is what others than names have. */
  mostCharacters: z.int().min(5).max(100).default(35),
  /** What a variable says that has nothing to say: the provider takes none that is empty. */
  nothing: z.string().min(1).max(5).default(SAID.zh('notice_nothing')),
})
function opensAsDrill(words: string, variables: Readonly<Record<string, NoticeField>>): boolean {
  const [, name = ''] = /^\$\{(\w+)\}/.exec(words) ?? []
  return words.startsWith(SAID.zh('notice_drill')) || variables[name] === 'drill'
}
type Templates = z.output<typeof templatesSchema>

/** What somebody must be told whole or not at all by this channel. */
const WHOLE: readonly NoticeField[] = ['headline', 'kind', 'place', 'ground', 'near', 'household', 'answer']

/**
 * The template for a notice, filled in; null where what must be whole is longer than a variable may be. Variables take
 * no link and no brackets (https://help.aliyun.com/zh/sms/user-guide/message-template-specifications).
 */
export function filledTemplate(text: NoticeText, templates: Templates): { code: string; json: string } | null {
  const template: Template = text.isExercise ? templates.drill : templates.alarm
  const filled: Record<string, string> = {}
  for (const [name, field] of Object.entries(template.variables)) {
    const words = text.fields[field].replaceAll(/[【】[\]{}]/g, ' ').trim()
    const isShort = Array.from(words).length <= templates.mostCharacters
    if (!isShort && WHOLE.includes(field)) return null
    filled[name] = isShort && words !== '' ? words : templates.nothing
  }
  return { code: template.code, json: JSON.stringify(filled) }
}
