(function () {
  'use strict';
  var box = document.getElementById('orders'), offline = document.getElementById('offline');
  var tag = box.dataset.tag, pressed = false, busy = false;

  function ages() {
    var now = Date.now() + skew;
    box.querySelectorAll('time[data-at]').forEach(function (el) {
      var s = Math.max(0, Math.floor((now - Number(el.dataset.at)) / 1000));
      var text = s < 120 ? words.seconds.replace('{seconds}', s) : words.minutes.replace('{minutes}', Math.floor(s / 60));
      if (el.textContent !== text) el.textContent = text;
    });
  }
  var words = JSON.parse(AGE_WORDS), skew = SERVER_NOW - Date.now();

  // The list is replaced only when it changed and no finger is on it, so that a
  // button never moves away under a tap.
  function refresh() {
    if (busy || pressed || document.hidden) return Promise.resolve();
    busy = true;
    return fetch(box.dataset.src, { headers: { 'If-None-Match': tag }, cache: 'no-store' }).then(function (r) {
      offline.hidden = true;
      if (r.status === 304) return;
      if (!r.ok) throw new Error(r.status);
      return r.text().then(function (html) {
        if (pressed) return;
        tag = r.headers.get('ETag');
        box.innerHTML = html;
        ages();
      });
    }).catch(function () { offline.hidden = false; }).then(function () { busy = false; });
  }

  document.addEventListener('pointerdown', function () { pressed = true; });
  ['pointerup', 'pointercancel'].forEach(function (e) {
    document.addEventListener(e, function () { setTimeout(function () { pressed = false; }, 0); });
  });
  box.addEventListener('submit', function (e) {
    e.preventDefault();
    var data = new URLSearchParams(new FormData(e.target));
    if (e.submitter) data.append('do', e.submitter.value);
    var buttons = e.target.querySelectorAll('button');
    buttons.forEach(function (b) { b.disabled = true; });
    fetch('/act', { method: 'POST', body: data, redirect: 'manual' })
      .catch(function () { offline.hidden = false; })
      .then(function () { pressed = false; tag = ''; return refresh(); })
      .then(function () { buttons.forEach(function (b) { b.disabled = false; }); });
  });
  document.addEventListener('visibilitychange', refresh);
  setInterval(function () { ages(); refresh(); }, 1000);
  ages();
})();
