// A key that does not answer is said on the page, not to the console alone.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("key-trouble");
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
});
