// Fetches the second part of the page. A failure is told where that part would stand.
import("./annex.js")
  .then((annex) => annex.default())
  .catch((error) => {
    const place = document.getElementById("annex");
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.role = "alert";
    notice.textContent = `This view could not be loaded (${error}). Reload the page to try again; the lab works without it.`;
    place.replaceChildren(notice);
  });
