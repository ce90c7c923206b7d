import express from 'express'
import { describe, expect, it } from 'vitest'
import { BadSetting, readConfig } from '../../server/config.ts'

/** Whether Express itself takes it, given as the program gives it. */
function expressTakes(value: string): boolean {
  try {
    express().set('trust proxy', /^\d+$/.test(value) ? Number(value) : value)
    return true
  } catch {
    return false
  }
}
function settingTakes(value: string): boolean {
  try {
    return readConfig({ TRUST_PROXY: value }, false).TRUST_PROXY === value
  } catch (error) {
    if (error instanceof BadSetting) return false
    throw error
  }
}

describe('the setting TRUST_PROXY', () => {
  it('is taken exactly where Express understands it', () => {
    const good = ['0', '1', '2', 'loopback', 'loopback, uniquelocal', '10.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1']
    const masks = ['10.0.0.0/255.0.0.0', '127.0.0.1, 10.1.0.0/16,fe80::1']
    const bad = [
      'true',
      'yes',
      '-1',
      '1.5',
      'proxy.lan',
      '10.0.0.0/33',
      '10.0.0.0/0',
      'fd00::/129',
      '10.0.0.1 10.0.0.2',
    ]
    const odd = ['10.0.0.0/8/8', '10.0.0.0/', ',', '10.0.0.1,', '10.0.0.0/255.0.255.0', '10.0.0.0/0.0.0.0']
    for (const value of [...good, ...masks])
      expect([value, settingTakes(value), expressTakes(value)]).toEqual([value, true, true])
    for (const value of [...bad, ...odd])
      expect([value, settingTakes(value), expressTakes(value)]).toEqual([value, false, false])
  })

  it('stops the start with its name and an example', () => {
    expect(() => readConfig({ TRUST_PROXY: 'true' }, false)).toThrow(/^TRUST_PROXY: .*such as 1.*10\.0\.0\.0\/8/)
  })
})
