// Shows what is pushed, and opens the phone page when it is touched. It keeps nothing and answers for nothing else.
addEventListener('push', (event) => {
  let told = {}
  try {
    told = event.data.json()
  } catch {
    // A push without words still says that there is something to see.
  }
  const { title = '乡哨', body = '', tag } = told
  event.waitUntil(
    registration.showNotification(title, { body, tag, renotify: tag !== undefined, icon: '/favicon.svg' }),
  )
})

addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(
    clients.matchAll({ type: 'window' }).then((windows) => {
      const open = windows.find(({ url }) => new URL(url).pathname.startsWith('/m'))
      return open === undefined ? clients.openWindow('/m') : open.focus()
    }),
  )
})
