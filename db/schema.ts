export * from './schema/arrangement.ts'
export * from './schema/happening.ts'
export * from './schema/heard.ts'
export * from './schema/installation.ts'
