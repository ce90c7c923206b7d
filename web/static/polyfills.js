// Runs before everything else: what browsers as old as Chrome 80 lack of the language.
;(function () {
  function add(target, name, value) {
    if (!target[name]) Object.defineProperty(target, name, { value: value, writable: true, configurable: true })
  }
  function at(index) {
    var i = Math.trunc(index) || 0
    return this[i < 0 ? this.length + i : i]
  }
  add(Array.prototype, 'at', at)
  add(String.prototype, 'at', at)
  add(Array.prototype, 'findLast', function (test, self) {
    for (var i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return this[i]
    return undefined
  })
  add(Array.prototype, 'findLastIndex', function (test, self) {
    for (var i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return i
    return -1
  })
  // Of these Chrome 109 has none either.
  add(Array.prototype, 'toSorted', function (compare) {
    return Array.from(this).sort(compare)
  })
  add(Array.prototype, 'toReversed', function () {
    return Array.from(this).reverse()
  })
  add(String.prototype, 'replaceAll', function (what, by) {
    return what instanceof RegExp
      ? this.replace(what, by)
      : this.split(what).join(typeof by === 'function' ? by(what) : by)
  })
  add(Object, 'hasOwn', function (object, key) {
    return Object.prototype.hasOwnProperty.call(object, key)
  })
  add(Promise, 'any', function (promises) {
    return new Promise(function (resolve, reject) {
      var left = 0
      Array.from(promises).forEach(function (promise) {
        left++
        Promise.resolve(promise).then(resolve, function (reason) {
          if (--left === 0) reject(reason)
        })
      })
    })
  })
  add(globalThis, 'structuredClone', function (value) {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
  })
})()
