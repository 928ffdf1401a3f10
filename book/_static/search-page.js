// A page that was opened from a folder may not read its neighbors, so results come without an excerpt there.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
// One comes to this page to type.
document.querySelector(".bd-article-container .bd-search input")?.focus();
