import { request } from '#lib/http.ts'

// Web Push needs a secure context and a browser that has it; WeChat's has not, and iOS only what was put on its home screen.
const WORKER = '/push-worker.js'

/** Whether pushes to this browser can work at all. */
export function canPush(): boolean {
  return isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Whether this browser is subscribed; what was so under a session before is told to the server anew. */
export async function isPushed(): Promise<boolean> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  const known = await registration?.pushManager.getSubscription()
  return known != null && (await kept(known))
}

/** Subscribes this browser and tells the server; what came of it. */
export async function turnOnPush(): Promise<'on' | 'denied' | 'failed'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const answer = await request<{ publicKey: string }>('/api/push-key')
  if (!answer.ok) return 'failed'
  try {
    const registration = await navigator.serviceWorker.register(WORKER)
    const known = await registration.pushManager.getSubscription()
    // One made for other keys, of another installation at this address, would be told nothing.
    await known?.unsubscribe()
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(answer.value.publicKey),
    })
    if (await kept(subscription)) return 'on'
    await subscription.unsubscribe()
    return 'failed'
  } catch {
    return 'failed'
  }
}

/** Ends it, here and at the server. */
export async function turnOffPush(): Promise<void> {
  await request('/api/push-subscriptions', { method: 'DELETE' })
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/** Whether the server has noted that this session's browser may be told. */
async function kept(subscription: PushSubscription): Promise<boolean> {
  const { endpoint, keys } = subscription.toJSON()
  return (await request('/api/push-subscriptions', { method: 'POST', body: { endpoint, keys } })).ok
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
