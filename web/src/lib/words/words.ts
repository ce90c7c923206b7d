// Every closed word of the contract in the reader's language. A new word in the contract is a type error here.
// The functions are kept, not their results: the language is known only when they are called.
export type Words<Word extends string> = Readonly<Record<Word, () => string>>
