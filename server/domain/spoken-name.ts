/** A character that a name may hold; words that stand beside names in messages are none. */
export const NAME_CHARACTER =
  '(?:(?!今天|今日|明天|后天|请假|外出|在家|在村|大家|各位|取消|[我你您他她谁不没了的吗去人们个说是请])\\p{Script=Han})'

/** A name: two to four characters, or parts joined by dots. What is longer says more than a name. */
export const NAME = `(?:${NAME_CHARACTER}{1,8}(?:·${NAME_CHARACTER}{1,8}){1,3}|${NAME_CHARACTER}{2,4}?)`
