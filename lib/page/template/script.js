(function () {
  'use strict';

  // A link to rows that are folded away opens them.
  function open() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (var part = target; part; part = part.parentElement) {
      if (part.tagName === 'DETAILS') { part.open = true; }
    }
    target.scrollIntoView();
  }
  addEventListener('hashchange', open);
  if (location.hash) { open(); }

  // Paper shows a folded chapter whole.
  addEventListener('beforeprint', function () {
    document.querySelectorAll('.fold').forEach(function (part) { part.open = true; });
  });

  // Only what really scrolls is a stop for the keyboard, and shows that there is more.
  var boxes = document.querySelectorAll('.scroll[tabindex]');
  function stops() {
    boxes.forEach(function (box) {
      if (box.scrollWidth > box.clientWidth + 1 || !box.clientWidth) {
        box.setAttribute('tabindex', '0');
        box.setAttribute('role', 'region');
        box.classList.toggle('more', box.clientWidth > 0);
      } else {
        box.classList.remove('more');
        box.removeAttribute('tabindex');
        box.removeAttribute('role');
      }
    });
  }
  addEventListener('resize', stops);
  document.addEventListener('toggle', stops, true);
  stops();

  // The navigation marks the part that is being read.
  var links = {};
  document.querySelectorAll('.side a').forEach(function (link) {
    links[link.getAttribute('href').slice(1)] = link;
  });
  if (!('IntersectionObserver' in window)) { return; }
  var heads = Array.prototype.filter.call(
    document.querySelectorAll('main h2[id], main h3[id]'),
    function (head) { return links[head.id]; }
  );
  function mark() {
    var current = null;
    heads.forEach(function (head) {
      if (head.getBoundingClientRect().top < innerHeight * 0.3) { current = head; }
    });
    Object.keys(links).forEach(function (id) {
      if (current && id === current.id) {
        links[id].setAttribute('aria-current', 'location');
      } else {
        links[id].removeAttribute('aria-current');
      }
    });
  }
  var seen = new IntersectionObserver(mark, { rootMargin: '0px 0px -70% 0px' });
  heads.forEach(function (head) { seen.observe(head); });
  mark();
})();
