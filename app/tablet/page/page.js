(function () {
  "use strict";
  var LIMIT = 4000;   // ms after which what is shown may be stale
  var body = document.body, url = location.pathname.replace(/\/+$/, "") + "/now";
  var revision = "", asked = null, word = null, timer = 0, lock = null, id = "";
  while (id.length < 16) id += Math.random().toString(36).slice(2);
  id = id.slice(0, 16);

  function clocks() { return {date: Date.now(), steady: window.performance ? performance.now() : Date.now()}; }
  // A clock that was set and one that stood while the device slept: the later counts.
  function since(t) { var now = clocks(); return Math.max(now.date - t.date, now.steady - t.steady); }
  function all(name) { return document.querySelectorAll("." + name); }
  function put(name, text) { for (var i = 0, n = all(name); i < n.length; i++) n[i].textContent = text || ""; }

  // off hides whatever stood there, in the document too.
  function off(why) {
    revision = ""; word = null;
    if (body.className !== "off " + why) { clear(); body.className = "off " + why; fit(); }
  }
  function clear() {
    ["sum", "title", "detail", "guide", "head"].forEach(function (n) { put(n, ""); });
    put2([]);
    document.querySelector(".qr path").setAttribute("d", "");
  }
  function put2(texts) {
    ["#card", "#result"].forEach(function (s) { document.querySelector(s + " .second").textContent = texts.join("\n"); });
  }

  function show(m) {
    revision = m.revision;
    put("sum", m.amount ? "¥ " + m.amount : "");
    put("title", m.title); put("detail", m.detail); put("head", m.head);
    put("guide", (m.guide || []).join("\n"));
    put2(m.second || []);
    var qr = document.querySelector(".qr");
    qr.setAttribute("viewBox", "0 0 " + (m.modules || 1) + " " + (m.modules || 1));
    qr.querySelector("path").setAttribute("d", m.qr || "");
    qr.modules = m.modules || 0;
    ["#card", "#result"].forEach(function (s) { document.querySelector(s).className = m.guide ? "guided" : ""; });
    body.className = [m.scene, m.tone || m.badge || "plain", m.badge || "", m.mark || "", m.shape ? "with-" + m.shape : "", m.practice ? "practice" : ""].join(" ");
    fit();
  }

  // fit makes all of it as large as the screen has room for.
  function fit() {
    var w = window.innerWidth, h = window.innerHeight, wide = w >= h * 1.3;
    var unit = 10 * (wide ? Math.min(w / 900, h / 540) : Math.min(w / 480, h / 800));
    var root = document.documentElement, best = Math.max(5, Math.min(40, unit));
    var shape = document.querySelector(".shape"), qr = document.querySelector(".qr"), n = qr.modules;
    qr.style.width = qr.style.height = "0";
    for (var f = 1; f > 0.35; f -= 0.05) {
      root.style.fontSize = best * f + "px";
      fitSums();
      if (fits()) break;
    }
    if (n && shape.clientWidth) { // whole pixels of the screen for each module
      var dots = window.devicePixelRatio || 1, side = Math.min(shape.clientWidth, shape.clientHeight);
      var px = Math.max(1, Math.floor(side * dots / n)) * n / dots;
      qr.style.width = qr.style.height = px + "px";
    }
  }
  // fitSums has an amount of many digits on one line.
  function fitSums() {
    for (var i = 0, sums = all("sum"); i < sums.length; i++) {
      var e = sums[i];
      e.style.fontSize = "";
      var wide = e.scrollWidth, room = e.clientWidth;
      if (room && wide > room) e.style.fontSize = parseFloat(getComputedStyle(e).fontSize) * (room / wide) * 0.98 + "px";
    }
  }
  function fits() {
    var at = document.querySelectorAll(".middle,.body,.welcome,footer,.words");
    for (var i = 0; i < at.length; i++) {
      var e = at[i];
      if (e.clientHeight && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) return false;
    }
    var card = document.querySelector(".body"), last = card.querySelector(".words");
    return !card.clientHeight || last.getBoundingClientRect().bottom <= card.getBoundingClientRect().bottom + 1;
  }

  function later(ms) { clearTimeout(timer); timer = setTimeout(ask, ms); }

  function ask() {
    clearTimeout(timer);
    if (asked) { asked.onload = asked.onerror = asked.ontimeout = null; asked.abort(); }
    var x = asked = new XMLHttpRequest(), begun = clocks();
    x.open("GET", url + "?screen=" + id + "&after=" + encodeURIComponent(revision));
    x.timeout = revision ? 3000 : 1200; // without a scene the till answers at once
    x.onload = function () {
      asked = null;
      if (document.hidden) return;
      if (x.status === 200 || x.status === 204) {
        if (since(begun) > LIMIT) return later(0);
        word = begun;
        if (x.status === 200) show(JSON.parse(x.responseText));
        later(0);
      } else if (x.status === 403) { off("taken"); later(10000); }
      else if (x.status === 429) { off("full"); later(3000); }
      else later(400);
    };
    x.onerror = x.ontimeout = function () { asked = null; later(300); };
    x.send();
  }

  function check() {
    if (word && since(word) > LIMIT) off("lost");
  }
  // A page that nobody sees shows nothing: its clocks may stand.
  function seen() {
    if (document.hidden) {
      clearTimeout(timer);
      if (asked) { asked.onload = asked.onerror = asked.ontimeout = null; asked.abort(); asked = null; }
      off("lost");
      return;
    }
    awake();
    ask();
  }
  function awake() {
    if (!navigator.wakeLock || lock) return;
    navigator.wakeLock.request("screen").then(function (l) {
      lock = l;
      l.addEventListener("release", function () { lock = null; });
    }, function () {});
  }

  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pageshow", function (e) { if (e.persisted) { off("lost"); seen(); } });
  window.addEventListener("pagehide", function () { off("lost"); });
  window.addEventListener("online", ask);
  window.addEventListener("resize", fit);
  document.addEventListener("click", function () {
    var root = document.documentElement, full = root.requestFullscreen || root.webkitRequestFullscreen;
    if (full && !document.fullscreenElement && !document.webkitFullscreenElement) {
      var asking = full.call(root);
      if (asking && asking.catch) asking.catch(function () {});
    }
  });
  setInterval(check, 250);
  fit();
  seen();
})();
