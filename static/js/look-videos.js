// Videos that go on while the main part of the page comes anew (look.js): moved as they are, they
// do not stop (Element.moveBefore).

// Make room in `fresh` for the videos of `main` that it has as well.
export function setAside(main, fresh) {
  return [...main.querySelectorAll("video")].flatMap((video) => {
    const other = fresh.querySelector(`#${video.id}`);
    if (!other || fileOf(other) !== fileOf(video)) return [];
    const seat = document.createComment("");
    other.replaceWith(seat);
    takeTracks(video, other);
    return [{ video, seat }];
  });
}

export function putBack(videos) {
  for (const { video, seat } of videos) {
    seat.parentNode.moveBefore(video, seat);
    seat.remove();
  }
}

// Of links that end, each page has another; the path stays.
function fileOf(video) {
  return new URL(video.getAttribute("src"), location.href).pathname;
}

// Which captions come first depends on the look; there may be new ones.
function takeTracks(video, other) {
  const own = [...video.querySelectorAll("track")];
  for (const track of other.querySelectorAll("track")) {
    const same = own.find((each) => each.dataset.transcript === track.dataset.transcript);
    if (same) same.default = track.default;
    else video.append(track);
  }
}
